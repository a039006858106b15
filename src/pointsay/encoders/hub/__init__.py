"""Encoders from the model hub or a folder, run by torch (extra ``hub``); `presets` names some."""
