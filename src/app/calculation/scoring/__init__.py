"""Scores of self-evaluation forms: rules are data of the edition, this computes with them and says why."""
