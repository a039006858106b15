"""How many threads a matrix product takes in a service."""

from __future__ import annotations

import os

# Of the libraries that NumPy may be built on; they read these once, when NumPy is first imported.
VARIABLES = ("MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def one_thread_a_product() -> None:
    """Make matrix products stay on the thread that asks for them; call it before NumPy is imported.

    A service runs several questions at once, and the products of a question are small: the helpers
    of a matrix library save next to nothing there, and then spin for the next product on cores that
    others need. What the operator has set stays.
    """
    for name in VARIABLES:
        os.environ.setdefault(name, "1")
