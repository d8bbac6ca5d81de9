import base64, hashlib, hmac, time

TOLERANCE_SECONDS = 5 * 60


def verify(secret, webhook_id, timestamp, signatures, body, now=None):
    """True where the request is ours and fresh; body is the bytes as they came."""
    if not (timestamp or "").isdecimal():
        return False
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{webhook_id}.{timestamp}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    # While a secret is rotated there are several, separated by spaces.
    return any(hmac.compare_digest(expected, s.encode()) for s in (signatures or "").split(" "))
