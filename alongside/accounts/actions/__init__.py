"""Everything that can be done to accounts, roles and teams."""

from .closing import close_account, reopen_account
from .devices import allow_device, ask_for_device, end_device
from .links import make_sign_in_link, use_sign_in_link
from .making import add_account, change_practitioner, set_password, system_account
from .methods import connect_provider, disconnect_provider, forget_second_factor
from .roles import end_role, give_role, load_roles
from .teams import add_team, join_team, leave_team, set_manager

__all__ = [
    "add_account",
    "add_team",
    "allow_device",
    "ask_for_device",
    "change_practitioner",
    "close_account",
    "connect_provider",
    "disconnect_provider",
    "end_device",
    "end_role",
    "forget_second_factor",
    "give_role",
    "join_team",
    "leave_team",
    "load_roles",
    "make_sign_in_link",
    "reopen_account",
    "set_manager",
    "set_password",
    "system_account",
    "use_sign_in_link",
]
