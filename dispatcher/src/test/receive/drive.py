# A case a line: secret, id, timestamp, signatures, body, now; each "=" and base64.
import base64, sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
from verify import verify

for line in sys.stdin:
    fields = [base64.b64decode(field[1:]) for field in line.split()]
    secret, webhook_id, timestamp, signatures = (field.decode() for field in fields[:4])
    print(str(verify(secret, webhook_id, timestamp, signatures, fields[4], int(fields[5]))).lower())
