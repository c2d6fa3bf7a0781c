/* Events as lines of a journal, and back. Payloads that are JSON stand as such,
 * but for what only an agent needs of its manifest: identities in the store and
 * keys of secret outputs are in no journal. */
#include "progress_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <weft/text.h>

static const char *const kinds[] = {"head", "manifest", "st", "up", "outcome"};

/* ---- writing ---- */

static void drop_keys(json_t *entries)
{
    static const char *const fields[] = {"reads", "after", "consumers"};
    json_t *entry, *read;
    const char *key;
    size_t i;

    json_array_foreach (entries, i, entry)
        for (guint k = 0; k < G_N_ELEMENTS(fields); k++)
            json_object_foreach (json_object_get(entry, fields[k]), key, read)
                json_object_del(read, "keys");
}

static void drop_credentials(json_t *manifest)
{
    json_object_del(manifest, "auth");
    drop_keys(json_object_get(manifest, "components"));
    drop_keys(json_object_get(manifest, "deletions"));
}

char *wf_progress_event_line(const WfProgressEvent *e)
{
    json_auto_t *payload =
        e->len ? wf_json_parse(e->data, e->len, WF_LIMIT_MANIFEST_BYTES, "payload", NULL)
               : json_null();
    if (e->kind == WF_PROGRESS_MANIFEST)
        drop_credentials(payload);
    json_auto_t *shift = e->shift ? json_integer(e->shift) : NULL;
    json_auto_t *line = payload
                            ? json_pack("{s:i, s:I, s:O*, s:s, s:s*, s:s*, s:O}", "weft", 1, "at",
                                        (json_int_t)e->at, "shift", shift, "event", kinds[e->kind],
                                        "vm", e->vm, "name", e->name, "payload", payload)
                            : NULL;

    return line ? json_dumps(line, JSON_COMPACT) : NULL;
}

/* What another one has put there is not followed, and is not given to read what comes now. */
static bool make_own(int fd)
{
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0)
        return false;
    return !S_ISREG(st.st_mode) || (fchmod(fd, 0600) == 0 && ftruncate(fd, 0) == 0);
}

FILE *wf_progress_journal_open(const char *path, GError **error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0600);
    FILE *file = make_own(fd) ? fdopen(fd, "w") : NULL;

    if (!file) {
        int number = errno;
        g_autofree char *shown = wf_text_visible(path, -1, PATH_MAX);
        wf_error_set_errno(error, number, "cannot write '%s'", shown);
        if (fd >= 0)
            close(fd);
    }
    return file;
}

bool wf_progress_journal_close(FILE *journal, GError **error)
{
    bool failed = ferror(journal);

    errno = 0;
    failed = fclose(journal) || failed;
    if (failed)
        wf_error_set_errno(error, errno ? errno : ENOSPC, "the journal of events ends too early");
    return !failed;
}

/* ---- reading ---- */

bool wf_progress_journal_read(const char *name, char *text, WfJournalTake take, gpointer data,
                              GError **error)
{
    guint number = 1;
    bool any = false;

    for (char *line = text, *end; line && *line; line = end, number++) {
        g_autoptr(GError) why = NULL;
        end = strchr(line, '\n');
        if (end)
            *end++ = '\0';
        if (!*line)
            continue;
        bool taken = take(line, data, &why);
        if (!taken && !end && any)
            break;
        if (!taken) {
            g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "%s:%u: %s", name, number, why->message);
            return false;
        }
        any = true;
    }
    return true;
}

bool wf_progress_feed_line(WfProgress *p, const char *text, gint64 *ret_at, GError **error)
{
    json_auto_t *line = wf_json_parse(text, strlen(text), WF_LIMIT_MANIFEST_BYTES, "event", error);
    const char *kind = json_string_value(json_object_get(line, "event"));
    const json_t *payload = json_object_get(line, "payload");
    WfProgressEvent e = {.vm = json_string_value(json_object_get(line, "vm")),
                         .name = json_string_value(json_object_get(line, "name")),
                         .at = json_integer_value(json_object_get(line, "at")),
                         .shift = json_integer_value(json_object_get(line, "shift"))};

    if (!line)
        return false;
    if (e.at < 0 || e.at > WF_LIMIT_TIME_MS || ABS(e.shift / 2) > WF_LIMIT_TIME_MS / 2)
        kind = NULL;
    for (guint i = 0; kind && i < G_N_ELEMENTS(kinds); i++) {
        if (strcmp(kind, kinds[i]) != 0)
            continue;
        e.kind = (WfProgressKind)i;
        g_autofree char *data =
            json_is_null(payload) || !payload ? g_strdup("") : wf_json_canonical(payload);
        e.data = data;
        e.len = strlen(data);
        if ((i != WF_PROGRESS_HEAD && !e.vm) || (i == WF_PROGRESS_OUTCOME && !e.name))
            break;
        *ret_at = e.at;
        wf_progress_feed(p, &e);
        return true;
    }
    g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "it is not an event of a run");
    return false;
}
