"""A record that was deleted and restored has a new id, on a real MongoDB."""


async def test_a_restored_record_takes_the_place_of_the_deleted_one(store):
    before = await store.take_version("deal:41", ref="41")

    assert await store.succeed("deal:41", "41", "52", {"formerly": ["41"]})

    after = await store.find("52")
    assert (after.key, after.fields["formerly"], after.version > before.version) == ("deal:41", ["41"], True)
    assert await store.find("41") is None


async def test_a_record_takes_no_place_while_the_former_one_is_written_or_where_it_has_its_own(store):
    await store.bind("deal:41", "41")
    await store.bind("deal:52", "52")
    others = await store.succeed("deal:41", "41", "52", {})
    await store.begin_write("deal:41")
    writing = await store.succeed("deal:41", "41", "60", {})
    late = await store.succeed("deal:41", "40", "60", {})

    assert (others, writing, late) == (False, False, False)
    assert (await store.get("deal:41")).ref == "41"
