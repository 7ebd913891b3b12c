from percorso.collect.headers import aliases, fold, recognise


def test_case_spaces_accents_and_punctuation_do_not_matter() -> None:
    assert {fold(name) for name in ("Email (Billing)", "email_billing", " E-MAIL billing")} == {"emailbilling"}
    assert fold("Quantità") == "quantita"


def test_the_preferred_name_wins_wherever_it_stands() -> None:
    found = recognise(["Total", "Order Total", "Nothing"], {"total": ("ordertotal", "total"), "tax": ("tax",)})
    assert found == {"total": 1}


def test_of_two_columns_with_one_name_the_first_is_taken() -> None:
    assert recognise(["a", "A"], {"field": ("a",)}) == {"field": 0}


def test_a_field_s_further_lines_add_to_it_and_a_name_may_hold_a_colon() -> None:
    text = """
        at: Date, Data
        kind: Field: kind
        at: Giorno
    """
    assert aliases(text) == {"at": ("Date", "Data", "Giorno"), "kind": ("Field: kind",)}
