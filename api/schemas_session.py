"""The shapes of signing in: who I am, what I may, tokens, second factors."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import Link, Shape

SECRET_MOST = 1000


class Asked(BaseModel):
    """Base of what is sent: nothing unknown may be in it, and its secrets are not shown again."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, strict=True)


class SignIn(Asked):
    """What opens a session."""

    login: str = Field(max_length=200)
    password: str = Field(max_length=SECRET_MOST)
    code: str | None = Field(None, max_length=40, description="Of the authenticator, or a recovery code")


class Setup(Asked):
    """A one-time link's secret, and the password that is to be set."""

    secret: str = Field(max_length=SECRET_MOST)
    password: str = Field(max_length=SECRET_MOST)


class NewPassword(Asked):
    """Another password."""

    password: str = Field(max_length=SECRET_MOST, description="The one that holds")
    new: str = Field(max_length=SECRET_MOST)


class SecondFactor(Asked):
    """With ``code``: confirm a new second factor, or show the one that is on. Without: begin to set one up."""

    password: str | None = Field(None, max_length=SECRET_MOST, description="To begin, for accounts that have one")
    code: str | None = Field(None, max_length=40)


class NewToken(Asked):
    """What a token is to be good for."""

    name: str = Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")
    roles: list[str] = Field(min_length=1, max_length=10, description="Some of your roles")
    days: int = Field(ge=1, description="How long it lasts")
    password: str | None = Field(None, max_length=SECRET_MOST, description="Of accounts that have one")
    code: str | None = Field(None, max_length=40, description="Of the second factor, instead of the password")


class AccountDocument(Shape):
    """Who I am."""

    id: int
    login: str
    name: str


class GrantDocument(Shape):
    """A role over an area; everywhere where ``layer`` is null."""

    role: str
    layer: str | None
    id: int | None
    code: str | None
    name: str | None


class OidcWay(Shape):
    """Sign-in by a provider of identities, at ``/oidc/start``."""

    label: str


class Ways(Shape):
    """How one can sign in here and now."""

    password: bool = Field(description="False where this page came over an open network")
    oidc: OidcWay | None


class CodesTried(Shape):
    """Wrong codes that came after the right password, from browsers that the account does not know."""

    count: int
    at: str


class SessionDocument(Shape):
    """Who asks, and what they may."""

    account: AccountDocument | None
    roles: list[str]
    grants: list[GrantDocument]
    staff: bool
    trusted_local: bool = Field(description="This machine's user is staff without signing in")
    expires_at: str | None
    has_password: bool = Field(description="False for accounts that come in by a provider of identities alone")
    totp: Literal["off", "required", "on"]
    codes_tried: CodesTried | None = Field(description="Lately: somebody knows the password; another one answers it")
    code_needed: bool = Field(description="Nothing is granted until a code is sent to /session/totp")
    ways: Ways


class QrCode(Shape):
    """A square of ``size`` modules, its quiet zone included, whose dark ones are an SVG path."""

    size: int
    path: str


class TotpBegun(Shape):
    """A key for the authenticator; it counts once its first code has come."""

    key: str
    address: str = Field(description="The otpauth address of the key")
    qr: QrCode = Field(description="The same address for the phone's camera")


class TotpConfirmed(Shape):
    """The second factor is on. The recovery codes are shown this once."""

    recovery_codes: list[str]


class TokenDocument(Shape):
    """A personal token, without its secret."""

    id: int
    name: str
    roles: list[str]
    made_at: str
    used_at: str | None
    ends_at: str


class Tokens(Shape):
    """My tokens."""

    tokens: list[TokenDocument]
    days_most: int
    links: list[Link]


class MadeToken(TokenDocument):
    """A new token; ``secret`` is shown this once."""

    secret: str
