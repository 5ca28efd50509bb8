"""What the regulator asks of a CPD piece, beside its words."""

from __future__ import annotations

from django.db import models

from alongside.foundation.rows import Rows

from .pieces import OWN, OWN_PIECE, Piece


class Cpd(models.Model):
    """A piece that counts as continuing professional development; learning and impact are words.

    The parts of its words: “about”, “learning”, “impact”, “peer”.
    """

    piece = models.OneToOneField(Piece, models.CASCADE, primary_key=True, related_name="cpd")
    owner = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    pack = models.CharField(max_length=60)  # the version of the regulator's rules
    activity = models.CharField(max_length=60)
    is_peer = models.BooleanField(default=False)  # talked over with a peer
    peer_relation = models.CharField(max_length=120, blank=True)
    peer_on = models.DateField(null=True)
    sent_on = models.DateField(null=True)  # when the owner put it into the regulator's own form

    rows = Rows(
        see=OWN,  # also where its words are shared: with whom they talked it over is theirs
        add=OWN_PIECE,
        change=OWN,
        columns=("activity", "is_peer", "peer_relation", "peer_on", "sent_on", "pack"),
        remove=OWN,
    )

    class Meta:
        verbose_name = "CPD piece"

    def __str__(self) -> str:
        return "CPD piece"
