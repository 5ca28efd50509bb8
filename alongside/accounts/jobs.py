"""What accounts leave to the worker: letters, which take as long as a mail server likes."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .models import Account


@app.task(pass_context=False, retry=RetryStrategy(max_attempts=5, wait=60))
def send_new_way_in(account: str, origin: str) -> None:
    """Send the link by which somebody who forgot their password chooses another.

    Not by the page that was asked for it: how long that takes, or that it fails, would tell a
    stranger who has an account here. The link is made now, so that no job holds it.
    """
    found = Account.objects.filter(pk=account, is_active=True).first()
    if found is None:
        return
    name, key = user_pk_to_url_str(found), default_token_generator.make_token(found)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": name, "key": key})
    letter = "account/email/password_reset_key"
    context = {"password_reset_url": origin + path}
    get_adapter().render_mail(letter, found.email, context).send()
