"""Jobs, as Microsoft's Python service SDK schedules them; and those of import and export, which need a storage."""

import pytest
from azure.iot.hub import IoTHubJobManager
from azure.iot.hub.models import JobProperties, JobRequest, QuerySpecification, Twin

from bench import change, eventually, new_id, refused


@pytest.fixture
def jobs(hub):
    return IoTHubJobManager.from_connection_string(hub.connection_string)


def test_a_job_tags_devices_and_tells_of_each(hub, registry, jobs):
    site, name = new_id("site"), new_id("job")
    ids = [hub.create_device().device_id for _ in range(2)]
    for device_id in ids:
        change(hub, device_id, tags={"site": site})
    request = JobRequest(job_id=name, type="scheduleUpdateTwin", query_condition=f"tags.site = '{site}'", update_twin=Twin(etag="*", tags={"seen": True}))
    assert jobs.create_scheduled_job(name, request).job_id == name
    done = eventually(lambda: next(filter(lambda job: job.end_time, [jobs.get_scheduled_job(name)]), None))
    assert (done.status, done.device_job_statistics.succeeded_count) == ("completed", 2)
    assert all(registry.get_twin(device_id).tags["seen"] is True for device_id in ids)
    query = QuerySpecification(query=f"SELECT * FROM devices.jobs WHERE devices.jobs.jobId = '{name}'")
    rows = registry.query_iot_hub(query).items
    assert sorted(row.device_id for row in rows) == sorted(ids)


def test_jobs_of_import_and_export_say_what_is_missing(jobs):
    error = refused(400, jobs.create_import_export_job, JobProperties(type="export", output_blob_container_uri="https://storage/x"))
    assert "blob" in error.response.text
    assert jobs.get_import_export_jobs() == []
    refused(404, jobs.get_import_export_job, new_id("job"))
