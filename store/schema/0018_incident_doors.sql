-- Further services of an incident, and which incident is a part of which.
CREATE TABLE incident_further (
    incident TEXT NOT NULL REFERENCES incident (id),
    service TEXT NOT NULL,
    person TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (incident, service)
) STRICT;
CREATE INDEX incident_further_service ON incident_further (service);

CREATE TABLE merged (
    incident TEXT PRIMARY KEY REFERENCES incident (id),
    into_incident TEXT NOT NULL REFERENCES incident (id),
    person TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX merged_into ON merged (into_incident);
