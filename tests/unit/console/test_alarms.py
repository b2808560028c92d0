"""What is said of a broker whose disk or memory runs out, by what its management interface shows of the nodes."""

from services.console.broker.alarms import raised

NODE = {"name": "rabbit@bus", "running": True, "mem_alarm": False, "disk_free_alarm": False}


def test_a_node_without_an_alarm_is_not_mentioned():
    assert raised([NODE, {"name": "rabbit@down", "running": False}]) == []


def test_a_full_disk_is_named_with_what_is_free_and_what_is_needed():
    [said] = raised([NODE, {**NODE, "disk_free_alarm": True, "disk_free": 536870912, "disk_free_limit": 1073741824}])

    assert "на узле rabbit@bus кончается место на диске (свободно 0,5 ГиБ, нужно больше 1,0)" in said


def test_both_alarms_are_named():
    disk, memory = raised([{**NODE, "mem_alarm": True, "disk_free_alarm": True}])

    assert ("на диске" in disk, "память" in memory) == (True, True)
