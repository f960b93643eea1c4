-- Changes that are of services and not of a repository: a flag that was turned.
CREATE TABLE change_service (
    change TEXT NOT NULL REFERENCES change (id),
    service TEXT NOT NULL,
    PRIMARY KEY (change, service)
) STRICT;
CREATE INDEX change_service_service ON change_service (service);
