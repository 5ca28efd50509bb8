// On pages where nobody is signed in, or that hold no draft: hands over what still lies sealed on this device.
import { deliverSealed } from "./device.js";

const deliver = () => deliverSealed().catch(() => {}); // it stays where it is, and goes the next time
addEventListener("online", deliver);
deliver();
