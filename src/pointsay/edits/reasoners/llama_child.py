"""The child of `local.LlamaServer`: serves until its standard input is closed."""

from __future__ import annotations

import os
import sys


def serve(model: str, threads: int, context: int) -> None:
    """Serve a model on a free port of 127.0.0.1, print the address and wait for the parent's end.

    Args:
        model: Path of a GGUF file.
        threads: Of the model.
        context: Tokens of prompt and answer together.
    """
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = model
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.n_ctx = context
    parameters.n_parallel = 1
    parameters.n_gpu_layers = 0
    parameters.cpuparams.n_threads = threads
    parameters.cpuparams_batch.n_threads = threads
    parameters.fit_params = False
    parameters.warmup = False
    parameters.ui = False
    server = xllamacpp.Server(parameters)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()
    # Destroying the server waits for answers under way; the parent wants it gone.
    os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
