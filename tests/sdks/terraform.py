"""What the scripts beside this one share that run Terraform: the CLI, with this provider as `simulate` installs it."""
import json
import os
import subprocess
from pathlib import Path

from simulator import ENVIRONMENT

CLI = os.environ.get("TF_ACC_TERRAFORM_PATH") or "terraform"


class Folder:
    """A configuration, and its state."""

    def __init__(self, path):
        self.path = Path(path)

    def write(self, configuration):
        (self.path / "main.tf").write_text(configuration)

    def run(self, *command, code=0):
        """What the CLI prints, which ends with this code."""
        ran = subprocess.run([CLI, *command], cwd=self.path, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True, timeout=120)
        assert ran.returncode == code, f"{command}: {ran.returncode}, not {code}\n{ran.stdout}"
        return ran.stdout

    def apply(self, added=0, changed=0, destroyed=0):
        """Applies what adds, changes and destroys so many."""
        told = self.run("apply", "-auto-approve", "-no-color", "-input=false")
        assert f"Resources: {added} added, {changed} changed, {destroyed} destroyed." in told, told
        return told

    def settled(self):
        """The plan is empty."""
        self.run("plan", "-detailed-exitcode", "-no-color", "-input=false")

    def values(self, name):
        """What the state says of a resource, TYPE.NAME, or of a data source, data.TYPE.NAME."""
        for one in json.loads((self.path / "terraform.tfstate").read_text())["resources"]:
            if name == f"{'data.' * (one['mode'] == 'data')}{one['type']}.{one['name']}":
                return one["instances"][0]["attributes"]
        raise AssertionError(f"{name} is not in the state")
