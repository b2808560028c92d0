"""Bitrix24's words ⇄ the canonical model; pure."""
