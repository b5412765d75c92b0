"""The demo floor (演示现场): what it draws its complaints from."""
