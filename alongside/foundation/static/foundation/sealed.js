// On pages where nobody is signed in, or that are locked: hands over what still lies sealed on this device, and
// deletes what was taken along to read.
import { deliverSealed, wipeReading } from "./device.js";

const deliver = () => deliverSealed().catch(() => {}); // it stays where it is, and goes the next time
addEventListener("online", deliver);
wipeReading().catch(() => {});
new BroadcastChannel("alongside").postMessage("gone"); // a page that has it open covers itself
deliver();
