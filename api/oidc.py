"""Signing in through a provider of identities: OpenID Connect, authorization code with PKCE, state and nonce, by Authlib.

The provider says who somebody is, never what they may: an account is found by issuer and subject, which an operator has
connected; nobody else comes in, and no account is made.
"""

from __future__ import annotations

import hmac
import logging
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.bounded import bounded
from api.settings import Settings, is_loopback
from geo.errors import Message, Unauthenticated, Unavailable

if TYPE_CHECKING:
    from joserfc.jwk import KeySetSerialization

logger = logging.getLogger("jingwei.oidc")

KNOWN_S: Final = 3600.0
"""For how long what the provider says about itself is believed."""
AGAIN_S: Final = 1.0
"""So soon, and not sooner, its keys are asked for again because of one that is not known."""
WAIT_S: Final = 10.0
AT_ONCE: Final = 4
"""How many may be asked about at once: each holds a thread for as long as the provider takes."""
DRIFT_S: Final = 60
"""By how much the clocks may differ."""
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures that only the holder of the private key can make."""
SEVERAL_FACTORS: Final = "mfa"
"""The word of RFC 8176 with which a provider says that it has seen a second factor."""

PROVIDER_AWAY = Message(
    "oidc-provider-away",
    zh="统一身份认证没有正确应答：{reason}",
    en="the provider of identities does not answer as it should: {reason}",
    remedy_zh="请稍后再试，或用密码登录；管理员请核对 JINGWEI_OIDC_ISSUER",
    remedy_en="try again later, or sign in with a password; operators: check JINGWEI_OIDC_ISSUER",
)
PROVIDER_REFUSED = Message(
    "oidc-refused",
    zh="统一身份认证没有确认身份：{reason}",
    en="the provider of identities did not confirm who you are: {reason}",
    remedy_zh="请再试一次",
    remedy_en="try again",
)
PROVIDER_BUSY = Message(
    "oidc-busy",
    zh="正在通过统一身份认证登录的人太多",
    en="too many people are signing in by the provider of identities at once",
    remedy_zh="请稍后再试",
    remedy_en="try again in a moment",
)


@dataclass(frozen=True, slots=True)
class Begun:
    """A way to the provider that has begun in one browser: its secrets, which come back sealed in a cookie."""

    address: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider means, and whether it has seen a second factor."""

    subject: str
    is_strong: bool


class Provider:
    """One provider of identities; safe to share between threads. Nothing is asked before somebody signs in by it."""

    def __init__(self, settings: Settings) -> None:
        self._issuer = settings.oidc_issuer
        self._client = settings.oidc_client_id
        self._secret_file = settings.oidc_secret_file
        self._is_strong = settings.oidc_is_strong
        self._lock = threading.Lock()
        self._asking = threading.BoundedSemaphore(AT_ONCE)
        self._known: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def begin(self, back: str) -> Begun:
        """Where a browser is sent, and what it must bring back to ``back``."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        with self._turn():
            endpoint = self._endpoint("authorization_endpoint")
        with self._session(back) as session:
            address, _ = session.create_authorization_url(endpoint, state=state, nonce=nonce, code_verifier=verifier)
        return Begun(address, state, nonce, verifier)

    def finish(self, back: str, begun: dict[str, str], state: str, code: str) -> Identity:
        """Who came back with a code. Raises ``Unauthenticated`` for another browser's way and for what the provider did
        not sign for this one, ``Unavailable`` for a provider that does not answer, and while ``AT_ONCE`` others are asked
        about.
        """
        if not hmac.compare_digest(begun["state"].encode(), state.encode("utf-8", "surrogatepass")):
            raise Unauthenticated(PROVIDER_REFUSED, reason="state")
        with self._turn():
            return self._identity(back, begun, code)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._asking.acquire(blocking=False):
            raise Unavailable(PROVIDER_BUSY)
        try:
            yield
        finally:
            self._asking.release()

    def _identity(self, back: str, begun: dict[str, str], code: str) -> Identity:
        endpoint = self._endpoint("token_endpoint")
        try:
            with self._session(back) as session:
                answer = session.fetch_token(
                    endpoint, code=code, code_verifier=begun["verifier"], timeout=WAIT_S, allow_redirects=False
                )
        except OAuthError as error:
            raise Unauthenticated(PROVIDER_REFUSED, reason=str(error.error)) from error
        except (requests.RequestException, ValueError) as error:
            raise Unavailable(PROVIDER_AWAY, reason=type(error).__name__) from error
        claims = self._claims(str(answer.get("id_token", "")), begun["nonce"])
        said = claims.get("amr")
        return Identity(str(claims["sub"]), self._is_strong or (isinstance(said, list) and SEVERAL_FACTORS in said))

    def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        """What the provider signed: for this service, for this browser's question, and now."""
        registry = jwt.JWTClaimsRegistry(
            leeway=DRIFT_S,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._client},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = self._signed(token)
            registry.validate(claims)
        except (JoseError, ValueError) as error:
            raise Unauthenticated(PROVIDER_REFUSED, reason=type(error).__name__) from error
        party = claims.get("azp")
        if (isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and party is None) or party not in (
            None,
            self._client,
        ):
            raise Unauthenticated(PROVIDER_REFUSED, reason="azp")
        return claims

    def _signed(self, token: str) -> dict[str, Any]:
        """The claims under a good signature. A provider changes its keys: one that is not known is asked for once."""
        try:
            return jwt.decode(token, self._key_set(), algorithms=list(ALGORITHMS)).claims
        except (JoseError, ValueError):
            return jwt.decode(token, self._key_set(again=True), algorithms=list(ALGORITHMS)).claims

    def _key_set(self, *, again: bool = False) -> KeySet:
        with self._lock:
            now, kept = time.monotonic(), self._keys
            if kept is not None and now - kept[0] < (AGAIN_S if again else KNOWN_S):
                return kept[1]
        document = self._asked(self._endpoint("jwks_uri"))
        try:
            found = KeySet.import_key_set(cast("KeySetSerialization", document))
        except (JoseError, KeyError, TypeError) as error:
            raise Unavailable(PROVIDER_AWAY, reason="jwks_uri") from error
        with self._lock:
            self._keys = (now, found)
        return found

    def _endpoint(self, name: str) -> str:
        address = str(self._metadata().get(name, ""))
        parts = urlsplit(address)
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
            raise Unavailable(PROVIDER_AWAY, reason=name)
        return address

    def _metadata(self) -> dict[str, Any]:
        with self._lock:
            if self._known is not None and time.monotonic() - self._known[0] < KNOWN_S:
                return self._known[1]
        found = self._asked(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self._issuer:
            raise Unavailable(PROVIDER_AWAY, reason="issuer")
        with self._lock:
            self._known = (time.monotonic(), found)
        return found

    def _asked(self, address: str) -> dict[str, Any]:
        try:
            answer = requests.get(address, timeout=WAIT_S, allow_redirects=False, hooks={"response": bounded})
            answer.raise_for_status()
            document = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise Unavailable(PROVIDER_AWAY, reason=type(error).__name__) from error
        if not isinstance(document, dict):
            raise Unavailable(PROVIDER_AWAY, reason=address)
        return document

    def _session(self, back: str) -> OAuth2Session:
        secret = None
        if self._secret_file is not None:
            try:
                secret = self._secret_file.read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise Unavailable(PROVIDER_AWAY, reason="JINGWEI_OIDC_SECRET_FILE") from error
        method = "none" if secret is None else "client_secret_basic"
        session = OAuth2Session(
            self._client,
            secret,
            scope="openid",
            redirect_uri=back,
            code_challenge_method="S256",
            token_endpoint_auth_method=method,
        )
        session.hooks["response"].append(bounded)
        return session
