"""Looking after accounts: the list, one account, its roles, its way in, closing and opening it."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts import actions
from alongside.accounts.access import account_of, account_to_manage, may, permitted
from alongside.accounts.actions.roles import roles_for
from alongside.accounts.forms import AccountForm, DirectoryForm, RoleForm
from alongside.accounts.models import (
    NOBODYS,
    Account,
    Membership,
    Practitioner,
    Role,
    RoleHeld,
    in_force,
)
from alongside.foundation import content, trail
from alongside.foundation.pages import carry_out

ON_A_PAGE = 50
PAGE = "accounts/account.html"
LEARNERS = (Account.Kind.STAFF, Account.Kind.PARTNER)


def _listed(words: str) -> QuerySet[Account]:
    """Accounts by name or address; not those with which nobody signs in."""
    found = Account.objects.exclude(kind=Account.Kind.SYSTEM).select_related("practitioner")
    found = found.exclude(email__endswith=NOBODYS)
    for word in words.split():
        found = found.filter(Q(email__icontains=word) | Q(practitioner__name__icontains=word))
    held = RoleHeld.objects.filter(in_force()).select_related("role").order_by("role__title")
    roles = Prefetch("roles_held", held, to_attr="roles_now")
    return found.prefetch_related(roles).order_by("-is_active", "practitioner__name", "email")


# The words come by POST, so that no name of anybody stands in an address or a log.
@permitted("manage accounts")
@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """Everybody who can sign in."""
    words = request.POST.get("words", "")[:200]
    told = {"words": trail.keyed(words)} if words.strip() else {}
    trail.note("accounts listed", by=account_of(request), detail=told)
    page = Paginator(_listed(words), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/accounts.html", {"page": page, "words": words})


@permitted("manage accounts")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new account; it gets its way in on the next page."""
    form = AccountForm(request.POST or None)
    if request.method == "POST":
        done = carry_out(form, actions.add_account, by=account_of(request))
        if done:
            return redirect("accounts:account", done.result.pk)
    return render(request, "accounts/add.html", {"form": form})


def describe(account: Account, by: Account, **more: Any) -> dict[str, Any]:
    """All that the page of one account shows."""
    held = RoleHeld.objects.filter(account=account).select_related("role")
    membership = Membership.objects.filter(account=account).select_related("team")
    return {
        "account": account,
        "practitioner": Practitioner.objects.filter(account=account)
        .select_related("agency")
        .first(),
        "held": held.filter(in_force()).order_by("starts"),
        "earlier": held.exclude(in_force()).order_by("-until"),
        "memberships": membership.filter(in_force()).order_by("team__name"),
        "may_give": may(by, "manage roles") and account.pk != by.pk,
        "is_self": account.pk == by.pk,
        "is_staff": account.kind == Account.Kind.STAFF,
        **more,
    }


def show(request: HttpRequest, account: Account, **more: Any) -> HttpResponse:
    """The page of one account, perhaps with a sentence about why something was refused."""
    context = describe(account, account_of(request), **more)
    return render(request, PAGE, context, status=400 if more.get("refused") else 200)


@permitted("manage accounts")
@require_safe
def account(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One account; the address of somebody supported says something about them."""
    by = account_of(request)
    found = account_to_manage(by, account_id)
    trail.note("account opened", on=found, by=by)
    return show(request, found)


@permitted("manage accounts")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """What the directory says of them."""
    by = account_of(request)
    found = account_to_manage(by, account_id)
    listed = get_object_or_404(Practitioner, account=found)
    said = {name: getattr(listed, name) for name in DirectoryForm.base_fields}
    form = DirectoryForm(request.POST or None, initial=said)
    if request.method == "POST" and carry_out(
        form, actions.change_practitioner, account=found, by=by
    ):
        return redirect("accounts:account", found.pk)
    return render(request, "accounts/change.html", {"form": form, "practitioner": listed})


@permitted("manage accounts")
@require_POST
def make_link(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """A way in for them: shown once, on the page that answers, and kept nowhere."""
    found = account_to_manage(account_of(request), account_id)
    try:
        token = actions.make_sign_in_link(account=found, by=account_of(request))
    except ValidationError as refusal:
        return show(request, found, refused=refusal.messages)
    address = request.build_absolute_uri(reverse("accounts:link", args=[token]))
    return show(request, found, link=address)


@permitted("manage roles")
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Give a role."""
    by = account_of(request)
    found = account_to_manage(by, account_id)
    form = RoleForm(request.POST or None, roles=roles_for(found.kind))
    if request.method == "POST" and carry_out(form, actions.give_role, account=found, by=by):
        return redirect("accounts:account", found.pk)
    context = describe(found, by, form=form)
    return render(request, "accounts/give_role.html", context)


@permitted("manage roles")
@require_POST
def end(request: HttpRequest, account_id: UUID, held_id: UUID) -> HttpResponse:
    """End a role."""
    by = account_of(request)
    found = account_to_manage(by, account_id)
    held = get_object_or_404(RoleHeld, pk=held_id, account=found)
    try:
        actions.end_role(held=held, by=by)
    except ValidationError as refusal:
        return show(request, found, refused=refusal.messages)
    return redirect("accounts:account", found.pk)


def _sure(
    request: HttpRequest,
    account_id: UUID,
    action: Any,
    question: str,
    words: str,
    button: str,
    *,
    learns: bool = False,
) -> HttpResponse:
    """Ask before something that ends: one page, one button."""
    by = account_of(request)
    found = account_to_manage(by, account_id)
    if request.method == "POST":
        try:
            action(account=found, by=by)
        except ValidationError as refusal:
            return show(request, found, refused=refusal.messages)
        return redirect("accounts:account", found.pk)
    learns = learns and found.kind in LEARNERS
    told = {"question": question, "words": words, "button": button, "learns": learns}
    return render(request, "accounts/sure.html", describe(found, by, **told))


@permitted("manage accounts")
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """They lost their phone and their recovery codes."""
    return _sure(
        request,
        account_id,
        actions.forget_second_factor,
        "Forget their passkeys and authenticator app?",
        "Only for somebody you have met or rung on a number you already had. "
        "Their password alone will let them in until they set up something new. They read that it "
        "was you. If they need a sign-in link too, another administrator makes it.",
        "Forget them",
    )


@permitted("manage accounts")
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """They leave."""
    return _sure(
        request,
        account_id,
        actions.close_account,
        "Close this account?",
        "They are signed out everywhere at once. Their roles, teams and access to records end. "
        "What they wrote stays, and their unfinished writing can be handed to a colleague.",
        "Close the account",
        learns=True,
    )


@permitted("manage accounts")
@require_POST
def reopen(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """They are back."""
    by = account_of(request)
    found = account_to_manage(by, account_id)
    try:
        actions.reopen_account(account=found, by=by)
    except ValidationError as refusal:
        return show(request, found, refused=refusal.messages)
    return redirect("accounts:account", found.pk)


@permitted("manage roles")
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Every role with its sentence, and what each permission means."""
    sentences, shipped = content.permissions(), content.roles()
    held = {role.key: role for role in Role.objects.all()}
    listed = [
        {
            "title": held[key].title,
            "sentence": held[key].sentence,
            "is_system": shipped[key].is_system,
            "may": [sentences[one] for one in held[key].permissions if one in sentences],
        }
        for key in shipped
        if key in held
    ]
    return render(request, "accounts/roles.html", {"roles": listed})
