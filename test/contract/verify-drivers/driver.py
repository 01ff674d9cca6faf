import base64
import sys

from sample import verify_hex_hmac, verify_standard_webhook


def decode(field):
    return None if field == "-" else base64.b64decode(field)


for line in sys.stdin:
    scheme, *fields = line.rstrip("\n").split(" ")
    body, *rest = map(decode, fields)
    texts = [None if text is None else text.decode() for text in rest]
    accepted = verify_hex_hmac(body, *texts) if scheme == "hex" else verify_standard_webhook(body, *texts)
    print(str(accepted).lower())
