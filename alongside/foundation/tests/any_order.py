"""Pages, devices and a network that fails, as a plan says: all that typing meets on its way.

The server is the real one: `save_pieces`, `deliver`, `finish_draft`, with real seals. Pages and
devices are told here as draft.js and device.js do it, without a browser, so that thousands of
orders can be tried. Each word typed is one that is found nowhere else.
"""

import os
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import ValidationError

from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.drafts import Answer, Change, Seen
from alongside.foundation.drafts.delivery import deliver
from alongside.foundation.drafts.keys import SealedRow, make_key
from alongside.foundation.ids import new_id
from alongside.foundation.models import Beside, Draft, Piece

PIECES = ("happened", "told")
WAYS = (
    *("type",) * 9,
    *("send",) * 4,
    *("send, and its answer is lost",) * 2,
    *("send late",) * 2,
    *("a late one arrives",) * 3,
    "an old one arrives again",
    *("cut",) * 2,
    *("connect",) * 2,
    *("reload",) * 2,
    "deliver sealed",
    *("look at two",) * 2,
    *("settle",) * 2,
    "finish",
    "start again",
)


class Step(NamedTuple):
    """What happens, to which page, and a number for whatever else has to be chosen."""

    what: str
    page: int
    chance: int


@dataclass
class Held:
    """One piece as one page holds it."""

    editor: UUID = field(default_factory=uuid4)
    seq: int = 0
    acked: int = 0
    base: int = 0
    text: str = ""


class Row(NamedTuple):
    """What a device keeps of one piece of one page."""

    seq: int
    base: int
    text: str


Where = tuple[UUID, str, UUID]  # draft, piece, editor


class Device:
    """A browser: its key, its rows, and whether it has a signal."""

    def __init__(self, by: Account) -> None:
        self.by, self.id = by, uuid4()
        key = make_key(owner=by.pk, device=self.id)
        assert key
        self.key = key
        self.rows: dict[Where, Row] = {}
        self.has_signal = True

    def let_go(self, where: Where, seq: int) -> None:
        """Forget a row that was heard, unless something newer was typed since."""
        row = self.rows.get(where)
        if row and row.seq <= seq:
            del self.rows[where]

    def deliver(self) -> None:
        """All rows as ciphertext, by the door that needs no session."""
        sealed = [self._seal(where, row) for where, row in self.rows.items()]
        for row, answer in deliver(self.id, sealed):
            self.let_go((row.draft, row.piece, row.editor), answer.seq)

    def _seal(self, where: Where, row: Row) -> SealedRow:
        draft, piece, editor = where
        iv = os.urandom(12)
        told = {"owner": self.by.pk, "draft": draft, "piece": piece, "editor": editor}
        told |= {"seq": row.seq, "base": row.base, "purpose": "note", "address": "/write/"}
        box = {"about": [], "iv": b64encode(iv).decode()}
        plain = {name: str(one) for name, one in told.items()}
        open_row = SealedRow.read({**plain, **box, "box": ""})
        closed = AESGCM(self.key).encrypt(iv, row.text.encode(), open_row.mark())
        return SealedRow.read({**plain, **box, "box": b64encode(closed).decode()})


class Page:
    """One tab with one draft; what it shows is gone with it, what its device keeps is not."""

    def __init__(self, device: Device, draft: UUID) -> None:
        self.device, self.draft = device, draft
        self.is_open = False
        self.held: dict[str, Held] = {}
        self.strays: list[tuple[str, Held]] = []

    def every(self) -> list[tuple[str, Held]]:
        return [*self.held.items(), *self.strays]

    def type(self, word: str, chance: int) -> None:
        held = self.held[PIECES[chance % 2]]
        ways = (held.text + word, held.text + word, word + held.text)
        held.text = ways[chance % 3]
        held.seq += 1
        where = (self.draft, PIECES[chance % 2], held.editor)
        self.device.rows[where] = Row(held.seq, held.base, held.text)

    def changes(self) -> list[Change]:
        """What the server has not said that it heard."""
        return [
            Change(name, one.editor, one.seq, one.base, one.text)
            for name, one in self.every()
            if one.seq > one.acked
        ]

    def hear(self, answers: list[Answer]) -> None:
        """What an answer means to this page and to its device."""
        for answer in answers:
            for name, held in self.every():
                if (name, held.editor) == (answer.piece, answer.editor):
                    held.acked = max(held.acked, answer.seq)
                    if answer.kept == "current":
                        held.base = answer.version
            self.device.let_go((self.draft, answer.piece, answer.editor), answer.seq)
        self.strays = [(name, one) for name, one in self.strays if one.acked < one.seq]

    def open(
        self, shown: dict[str, tuple[int, str]], heard: dict[Where, int], now: set[UUID]
    ) -> None:
        """Take up what pages that are gone have left here; `now` are the editors still there."""
        self.held, self.strays, self.is_open = {}, [], True
        for where, row in [*self.device.rows.items()][::-1]:  # the newest first
            draft, piece, editor = where
            if draft != self.draft or editor in now:
                continue
            if heard.get(where, 0) >= row.seq:
                self.device.let_go(where, row.seq)
                continue
            left = Held(editor, row.seq, 0, row.base, row.text)
            if piece in self.held:
                self.strays.append((piece, left))
            else:
                self.held[piece] = left
        for name in PIECES:
            version, text = shown.get(name, (0, ""))
            self.held.setdefault(name, Held(base=version, text=text))


@dataclass
class Look:
    """What somebody has on the screen who looks at two versions."""

    draft: UUID
    seen: Seen
    base: int
    now: str
    beside: str


class Trial:
    """Everything that a plan makes happen, and where each word is afterwards."""

    def __init__(self, by: Account, pages: int) -> None:
        self.by = by
        self.typed: list[str] = []
        self.became = ""  # what was made of finished drafts
        self.let_be: set[str] = set()  # words that somebody saw, and chose not to keep
        self.devices = [Device(by), Device(by)]
        places = [new_id(), new_id()]
        self.pages = [Page(self.devices[n % 2], places[n // 3]) for n in range(pages)]
        self.on_the_way: list[tuple[Page, list[Change]]] = []
        self.sent: list[tuple[UUID, list[Change]]] = []
        self.looks: list[Look] = []
        for page in self.pages:
            self._open(page)

    def run(self, plan: list[Step]) -> list[str]:
        """Carry the plan out, then give everybody a signal; return the words that are nowhere."""
        for step in plan:
            self._do(step, self.pages[step.page % len(self.pages)])
            if gone := self.gone():
                return gone
        for device in self.devices:
            device.has_signal = True
        for page in self.pages:
            self._send(page)
        for page, changes in self.on_the_way:
            self._save(page.draft, changes)
        for page in self.pages:
            page.is_open = False
        for device in self.devices:
            device.deliver()
            assert device.rows == {}, "a device keeps what the server has heard"
        return self.gone()

    def gone(self) -> list[str]:
        """Words that are on no page, on no device, not with the server, and that nobody let be."""
        texts = [self.became, *Piece.objects.values_list("text", flat=True)]
        texts += Beside.objects.values_list("text", flat=True)
        texts += [row.text for device in self.devices for row in device.rows.values()]
        everything = "".join(texts)
        return [w for w in self.typed if w not in everything and w not in self.let_be]

    def _do(self, step: Step, page: Page) -> None:
        if step.what in ("cut", "connect"):
            page.device.has_signal = step.what == "connect"
        elif step.what == "type":
            self._type(page, step.chance)
        elif step.what == "reload":
            page.is_open = False
            self._open(page)
        elif step.what == "deliver sealed":
            if page.device.has_signal:
                page.device.deliver()
        elif step.what.startswith(("send", "a late", "an old")):
            self._message(step, page)
        else:
            self._person(step, page)

    def _type(self, page: Page, chance: int) -> None:
        self._open(page)
        if page.is_open:
            self.typed.append(f"<{len(self.typed)}>")
            page.type(self.typed[-1], chance)

    def _open(self, page: Page) -> None:
        if page.is_open or not page.device.has_signal:
            return
        draft = Draft.objects.filter(pk=page.draft).first()
        if draft and draft.outcome == Draft.Outcome.FINISHED:  # what is over leads elsewhere
            page.draft = new_id()
            draft = None
        shown, heard = {}, {}
        if draft:
            shown = {one.name: (one.version, one.text) for one in draft.pieces.all()}
            heard = {(draft.pk, one.name, one.editor): one.seq for one in draft.heard.all()}
        there = (one for one in self.pages if one.is_open)
        page.open(shown, heard, {held.editor for one in there for _, held in one.every()})

    def _message(self, step: Step, page: Page) -> None:
        if step.what == "a late one arrives":
            if self.on_the_way:
                page, changes = self.on_the_way.pop(step.chance % len(self.on_the_way))
                answers = self._save(page.draft, changes)
                if step.chance % 2 and page.is_open:
                    page.hear(answers)
        elif step.what == "an old one arrives again":
            if self.sent:
                self._save(*self.sent[step.chance % len(self.sent)])
        elif step.what == "send late":
            if page.is_open and page.device.has_signal:
                self.on_the_way.append((page, page.changes()))
        else:
            self._send(page, is_heard=step.what == "send")

    def _send(self, page: Page, is_heard: bool = True) -> None:
        if page.is_open and page.device.has_signal:
            answers = self._save(page.draft, page.changes())
            if is_heard:
                page.hear(answers)

    def _save(self, draft: UUID, changes: list[Change]) -> list[Answer]:
        if not changes:
            return []
        self.sent.append((draft, changes))
        return drafts.save_pieces(draft=self._draft(draft), changes=changes, by=self.by)

    def _draft(self, id: UUID) -> Draft:
        address = "/write/"
        return drafts.begin_draft(id=id, purpose="note", address=address, about=[], by=self.by)

    def _person(self, step: Step, page: Page) -> None:
        if step.what == "look at two":
            self.looks += self._look(step.chance)
        elif step.what == "settle" and self.looks:
            self._settle(self.looks.pop(step.chance % len(self.looks)), step.chance)
        elif step.what == "finish":
            self._finish(page)
        elif step.what == "start again":
            self._start_again(page.draft)

    def _look(self, chance: int) -> Iterator[Look]:
        rows = list(Beside.objects.exclude(draft__outcome=Draft.Outcome.FINISHED))
        if rows:
            row = rows[chance % len(rows)]
            now = Piece.objects.get(draft=row.draft_id, name=row.name)
            seen = Seen(row.name, row.editor, row.seq)
            yield Look(row.draft_id, seen, now.version, now.text, row.text)

    def _settle(self, look: Look, chance: int) -> None:
        draft = Draft.objects.get(pk=look.draft)
        if draft.outcome == Draft.Outcome.FINISHED:
            return
        keeps = (look.now, look.beside, look.now + look.beside, look.now + look.beside)
        kept = keeps[chance % 4]
        self.let_be |= {w for w in self.typed if w in look.now + look.beside and w not in kept}
        if kept == look.now:
            drafts.save_pieces(draft=draft, changes=[], settles=[look.seen], by=self.by)
        else:
            drafts.settle(draft=draft, seen=look.seen, base=look.base, text=kept, by=self.by)

    def _finish(self, page: Page) -> None:
        """The form of the page is posted: its words are saved first, then it becomes something."""
        draft = Draft.objects.filter(pk=page.draft).first()
        if not draft or draft.outcome == Draft.Outcome.FINISHED or not page.is_open:
            return
        self._send(page)
        if not page.device.has_signal:
            return
        words = "".join(draft.pieces.values_list("text", flat=True))
        try:
            drafts.finish_draft(id=draft.pk, became="/entries/1/", by=self.by)
        except ValidationError:  # two versions: somebody has to look first
            return
        self.became += words

    def _start_again(self, draft: UUID) -> None:
        found = Draft.objects.filter(pk=draft, outcome=Draft.Outcome.FINISHED).first()
        if found and found.beside.exists():
            drafts.start_again(id=found.pk, by=self.by)
