"""Health of one container: `python ops/healthcheck.py web|beat` exits with 0 when well."""

import http.client
import os
import sys
import time
from pathlib import Path

# Beat writes its schedule every three minutes.
BEAT_SILENCE = 600.0


def web() -> str:
    """Empty when /readyz says that database and broker answer."""
    host = (os.environ.get("XUEJI_ALLOWED_HOSTS") or "localhost").split(",")[0].strip()
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("XUEJI_PORT", "8000")), timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": host, "X-Forwarded-Proto": "https"})
        status = connection.getresponse().status
    except OSError as error:
        return f"no answer: {error}"
    finally:
        connection.close()
    return "" if status == 200 else f"/readyz answers {status}"


def beat(schedule: Path = Path("/tmp/beat-schedule")) -> str:
    """Empty when beat has written its schedule lately."""
    times = [path.stat().st_mtime for path in schedule.parent.glob(f"{schedule.name}*")]
    if not times:
        return "no schedule yet"
    silence = time.time() - max(times)
    return "" if silence < BEAT_SILENCE else f"silent for {silence:.0f} s"


if __name__ == "__main__":
    fault = {"web": web, "beat": beat}[sys.argv[1]]()
    if fault:
        sys.exit(fault)
