"""What stays in the raw delivery, whichever adapter reads it: passwords, tokens, numbers of cards and accounts."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_LONGEST: Final = 100
_SIGNS: Final = re.compile(r"[\W_]+")


def is_secret(name: str) -> bool:
    """Whether a field of this name holds a secret, in whatever spelling: ``apiKey``, ``Mot de passe``."""
    return _is_secret(name[:_LONGEST])


@lru_cache(maxsize=8192)
def _is_secret(name: str) -> bool:
    letters = unicodedata.normalize("NFKD", name.lower().replace("ø", "o"))
    said = _SIGNS.sub("", "".join(one for one in letters if not unicodedata.combining(one))).rstrip("0123456789")
    return said in _SECRETS or said.endswith(_SECRET_ENDS)


_SECRET_ENDS: Final = ("password", "passwort", "passwd", "motdepasse", "apikey", "accesstoken", "cardnumber", "cvv")
"""``new_password``, ``user-password-2``."""
_NAMES: Final = """password passwort passwd pwd secret token apikey accesstoken authtoken csrf csrftoken nonce signature creditcard
cardnumber ccnumber cvv cvc iban accountnumber ssn socialsecuritynumber taxid passport recaptcha recaptcharesponse
grecaptcharesponse captcha hcaptcharesponse turnstileresponse authorization cookie sessionid passwordconfirm mdp contrasena
motdepasse wachtwoord losenord haslo heslo"""
_SECRETS: Final = frozenset(_NAMES.split())
