"""What a power cut and a restart leave behind: everything that was acknowledged."""

import threading

import by_hand
from bench import PATIENCE, eventually, new_id, plain, within
from enrolling import individual, keys, new_keys
from test_device_messages import messages_of

PATCHES = 200


def test_every_acknowledged_report_is_there_after_a_crash(bench, hub, device):
    client = by_hand.HandMade(bench, hub, device, by_hand.device_token(hub, device, 600))
    assert client.codes.next() == 0 and client.subscribe("$iothub/twin/res/#", 0) == 0
    for number in range(PATCHES // 2):
        client.publish(f"$iothub/twin/PATCH/properties/reported/?$rid={number}", f'{{"k{number}": {number}}}')
    acknowledged = {client.messages.next().topic for _ in range(10)}

    def go_on():
        for number in range(PATCHES // 2, PATCHES):
            client.publish(f"$iothub/twin/PATCH/properties/reported/?$rid={number}", f'{{"k{number}": {number}}}')

    sender = threading.Thread(target=go_on)
    sender.start()
    acknowledged |= {client.messages.next().topic for _ in range(30)}
    bench.crash()
    sender.join()
    while not client.messages.empty():
        acknowledged.add(client.messages.next().topic)
    client.close()

    wanted = {f"k{topic.split('$rid=')[1].split('&')[0]}" for topic in acknowledged if "/res/204/" in topic}
    reported = hub.registry.get_twin(device.device_id).properties.reported
    assert len(wanted) >= 40
    assert wanted <= set(plain(reported)), wanted - set(plain(reported))
    assert reported["$version"] == 1 + len(plain(reported)), "each patch is there whole and counted once"


def test_messages_wait_through_a_crash(bench, hub, registry, device, clients):
    for number in range(3):
        hub.send_c2d(device.device_id, str(number), {"n": str(number)})
    bench.crash()
    assert registry.get_twin(device.device_id).cloud_to_device_message_count == 3
    messages = messages_of(clients.connected(device))
    arrived = [messages.next() for _ in range(3)]
    assert [(message.data, message.custom_properties["n"]) for message in arrived] == [(b"0", "0"), (b"1", "1"), (b"2", "2")]
    eventually(lambda: registry.get_twin(device.device_id).cloud_to_device_message_count == 0)


def test_a_registration_goes_on_after_a_restart(bench):
    name, (primary, secondary) = new_id("reg"), new_keys()
    bench.provisioning.create_or_update(individual(name, keys(primary, secondary)))
    registration = by_hand.Registration(bench, name, primary)
    asked = registration.ask()
    assert asked.status_code == 202 and asked.json()["status"] == "assigning"
    bench.crash()

    state = registration.final(asked.json()["operationId"])["registrationState"]
    assert bench.hub(state["assignedHub"]).identity(name)
    assert within(PATIENCE, bench.provisioning.get_registration_state, name).assigned_hub == state["assignedHub"]
