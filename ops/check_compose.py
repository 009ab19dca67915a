"""The compose file is sound: by docker compose where that is installed, and by our own rules in any case."""

import shutil
import subprocess

import yaml

from ops.layout import ROOT
from ops.outcome import FAILED, PASSED, Outcome

ONE_SHOT = {"migrate"}


def names(value: object) -> list[str]:
    """Names out of compose's list form or mapping form."""
    return list(value) if isinstance(value, list | dict) else []


def service_faults(name: str, service: dict, whole: dict) -> list[str]:
    """What is wrong with one service: dangling references, root, no health check, a secret in the open."""
    faults = []
    if not ({"image", "build"} & service.keys()):
        faults.append("has neither image nor build")
    if str(service.get("user", "0")).split(":")[0] in {"0", "root"}:
        faults.append("runs as root")
    if name not in ONE_SHOT and "test" not in service.get("healthcheck", {}):
        faults.append("has no health check")
    for kind, known in (
        ("depends_on", whole["services"]),
        ("networks", whole["networks"]),
        ("secrets", whole["secrets"]),
    ):
        faults += [f"{kind}: {item} is not defined" for item in names(service.get(kind)) if item not in known]
    for volume in names(service.get("volumes")):
        source = volume.split(":")[0]
        if source.startswith("."):
            if not (ROOT / source).exists():
                faults.append(f"volumes: {source} is not in the checkout")
        elif source not in whole["volumes"]:
            faults.append(f"volumes: {source} is not defined")
    for key, value in (service.get("environment") or {}).items():
        is_file = key.endswith("_FILE")
        if any(word in key for word in ("PASSWORD", "SECRET", "KEY", "DATABASE_", "REDIS_URL")) and not is_file:
            faults.append(f"environment: {key} belongs into a secret's file")
        if is_file and value.removeprefix("/run/secrets/") not in names(service.get("secrets")):
            faults.append(f"environment: {key} names a secret that the service is not given")
    return [f"{name} {fault}" for fault in faults]


def faults(text: str) -> list[str]:
    """Everything wrong with a compose file."""
    whole = yaml.safe_load(text)
    missing = [key for key in ("services", "networks", "volumes", "secrets") if not isinstance(whole.get(key), dict)]
    if missing:
        return [f"{key} is missing" for key in missing]
    return [fault for name, service in whole["services"].items() for fault in service_faults(name, service, whole)]


def by_docker(environment: dict[str, str]) -> str:
    """What docker compose says against the file; empty when nothing, or when it is not installed."""
    if not shutil.which("docker"):
        return ""
    if subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode:
        return ""
    command = ["docker", "compose", "-f", "docker-compose.yml", "config", "--quiet"]
    variables = {**environment, "XUEJI_DOMAIN": "localhost"}
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    return done.stderr.strip() if done.returncode else ""


def run(environment: dict[str, str]) -> Outcome:
    """Fails on any fault."""
    found = faults((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    if said := by_docker(environment):
        found.append(said)
    return Outcome(FAILED if found else PASSED, "\n".join(found))
