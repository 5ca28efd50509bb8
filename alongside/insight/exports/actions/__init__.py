"""All that changes something here: taking out, and bringing back."""

from .taking_out import begin_export, choose_taker, end_export

__all__ = ["begin_export", "choose_taker", "end_export"]
