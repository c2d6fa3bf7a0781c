/* What files of OpenStack said, before it becomes a tree; for import*.c. */
#pragma once

#include <weft/datacenter.h>
#include "read.h"

typedef struct {
    char *resource;
    gint64 total, used;
    bool placement; /* from the Placement API */
} Stock;

typedef struct {
    char *name, *uuid, *parent; /* parent: uuid of the provider above */
    char *zone, *down;
    GArray *stock;
    GHashTable *properties; /* name -> GPtrArray of values */
    bool hypervisor;        /* named by Nova, so it is a host and not a mere provider */
} Host;

typedef struct {
    WfFindings *findings;
    Reader r;    /* of the file under reading */
    char *owner; /* what the file is called after */
    GPtrArray *hosts;
    GHashTable *by_name; /* names and uuids */
} Import;

/* import_host.c. The host of this name, made if there is none. */
Host *import_host(Import *m, const char *name);
void import_host_free(gpointer host);
/* The host's stock of a resource, made if there is none. */
Stock *import_stock(Host *host, const char *resource);
void import_add_property(Host *host, const char *name, const char *value);
/* Providers below others and hosts with two names become one; then the tree. NULL: in the findings.
 */
WfDatacenter *import_make_tree(Import *m, const char *const *levels);
