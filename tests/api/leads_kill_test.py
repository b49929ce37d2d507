"""No acknowledged lead is lost when the server is killed; the thousand kills are in tests/proof/kill9.py."""

from lead_kill import KilledLeads
from webhook_receiver import WebhookReceiver


def test_no_acknowledged_lead_is_lost_to_kills_under_load(tmp_path):
    with WebhookReceiver() as receiver:
        leads = KilledLeads(tmp_path, receiver)
        leads.run(20)
        assert len(leads.told) > 20, "there was load"
        assert leads.missing == []
        assert leads.two_ids == []
        assert leads.damaged == 0
        assert leads.deliver_the_rest() == []
        assert leads.delivered_twice_by_name() == []
