-- What stands around services: domains, systems, repositories, environments, workloads, features, flags,
-- customers, vendors, freezes, initiatives. Derived data as the rest of the catalog; `details` is JSON.
CREATE TABLE catalog_entry (
    noun TEXT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    team TEXT NOT NULL,
    details TEXT NOT NULL,
    source TEXT NOT NULL,
    line INTEGER NOT NULL,
    as_of INTEGER NOT NULL,
    gone_at INTEGER,
    PRIMARY KEY (noun, id)
) STRICT;
CREATE INDEX catalog_entry_source ON catalog_entry (source);

-- What names what: (service x, repository, acme/x), (customer y, environment, eu-1). Repositories are folded.
CREATE TABLE catalog_link (
    noun TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    PRIMARY KEY (noun, id, kind, target)
) STRICT;
CREATE INDEX catalog_link_target ON catalog_link (kind, target, noun);
INSERT INTO catalog_link (noun, id, kind, target)
    SELECT 'service', id, 'repository', lower(repository) FROM service WHERE repository <> '';

-- Who owns each service after inheritance, and on which way (JSON: the steps and where the team is named).
CREATE TABLE service_owner (
    service TEXT NOT NULL,
    team TEXT NOT NULL,
    place INTEGER NOT NULL,
    way TEXT NOT NULL,
    PRIMARY KEY (service, team)
) STRICT;
CREATE INDEX service_owner_team ON service_owner (team);
INSERT INTO service_owner (service, team, place, way)
    SELECT s.id, s.team, 0, '{}' FROM service s JOIN team t ON t.id = s.team WHERE t.gone_at IS NULL;

-- What people said of a service by hand; `declared` is what its source says of it. Not derived: an import keeps it.
CREATE TABLE by_hand (
    service TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    declared TEXT NOT NULL,
    how TEXT NOT NULL,
    said_by TEXT NOT NULL,
    said_at INTEGER NOT NULL,
    PRIMARY KEY (service, field)
) STRICT;
