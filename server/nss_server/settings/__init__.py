"""Settings: one documented tree (`tree`), its dotted keys (`keys`) and how the sources are laid over it (`load`)."""

from nss_server.settings.keys import SettingKey, setting_keys
from nss_server.settings.load import Loaded, SettingsProblem, load_settings
from nss_server.settings.tree import Settings

__all__ = ["Loaded", "SettingKey", "Settings", "SettingsProblem", "load_settings", "setting_keys"]
