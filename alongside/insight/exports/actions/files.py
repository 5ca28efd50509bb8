"""The files of a person's export: taken in as if somebody had just added them, with their times."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError

from alongside.foundation import trail
from alongside.foundation.following import follow
from alongside.insight.exports import shapes
from alongside.insight.exports.shapes import Row
from alongside.record import scanning
from alongside.record.access import people_on
from alongside.record.actions.attaching import state_after
from alongside.record.files import keeping
from alongside.record.files.kinds import NotTaken, kind_of
from alongside.record.files.making import made_from
from alongside.record.models import Attachment, Entry, FileState

if TYPE_CHECKING:
    from .bringing_back import Back


@dataclass
class Files:
    """Where they lie, and which rows have been given one, in case all of it is taken back."""

    path: Path
    kept: list[Any] = field(default_factory=list)

    def bring(self, back: Back, entry: Entry, said: Row) -> None:
        """Scan it, make anew what is shown, keep both."""
        if not said["path"]:
            back.count("files", "refused")
            back.refused.append(f"File {said['id']} was not in the export: {said['why_not']}")
            return
        row, told = shapes.FILE.read(said, back.by, entry_id=entry.pk)
        assert isinstance(row, Attachment)
        with (self.path / said["path"]).open("rb") as came:
            try:
                self._keep(row, came)
            except NotTaken as refusal:
                back.count("files", "refused")
                back.refused.append(f"File {said['id']}: {refusal}")
                return
        back.tell(row.pk, told, entry.needs)
        self._note(row, entry, back)
        back.count("files", "imported")

    def _keep(self, row: Attachment, came: Any) -> None:
        if keeping.sha256_of(came) != row.sha256:
            raise ValidationError(f"The file {row.pk} is not what it was when it came.")
        if Path(came.name).stat().st_size > settings.LARGEST_FILE:
            raise NotTaken("It is larger than files may be here.")
        row.kind, scanned = kind_of(came), scanning.scan(came)
        row.state, row.said = state_after(scanned), scanned.words
        self.kept.append(row.pk)
        if row.state == FileState.QUARANTINED:
            row.text = ""
        else:
            with made_from(came, row.kind) as made:
                row.shown_kind, row.pages, row.text = made.shown_kind, made.pages, made.text
                with made.shown.open("rb") as shown:
                    keeping.keep(keeping.shown(row.pk), shown)
        row.save_base(raw=True, force_insert=True)
        keeping.keep(keeping.original(row.pk), came)

    def _note(self, row: Attachment, entry: Entry, back: Back) -> None:
        people = people_on(entry)
        detail: Row = {"entry": entry.pk, "sha256": row.sha256, "size": row.size}
        if row.state == FileState.QUARANTINED:
            detail["withheld"] = True
        trail.note("attachment added", on=row, about=people, by=back.by, detail=detail)
        if row.state == FileState.QUARANTINED:
            follow("file kept back", attachment=row, about=people, by=back.by)

    def forget(self) -> None:
        """What was kept belongs to nothing once its rows are taken back."""
        keeping.forget(self.kept)
