"""Bitrix24's wire form ⇄ the canonical model. Pure."""
