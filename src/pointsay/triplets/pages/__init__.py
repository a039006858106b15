"""Web pages: which pictures stand together on one, out of archives that others have made."""
