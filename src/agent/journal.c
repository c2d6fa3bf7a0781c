/* The journal: what happened on this machine, in the order it happened.
 *
 * One record a line, "CHECKSUM JSON\n", appended with one write(). A torn or
 * damaged line fails its checksum and is left out; whatever follows it is still
 * read, since each line stands for itself. Opening writes a compacted copy beside
 * it and renames; the same happens when it has grown far beyond what it has to
 * say, and when a sync has failed. Where there is no room for a copy the old file
 * goes on, and half a record at its end gets a line end of its own.
 *
 * The last finished run of each component stays in it for good: should the store
 * lose its disk, agents publish again from here and run nothing twice. */
#include "agent_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUM_CHARS 16
#define MAX_BYTES (256u << 20)
#define COMPACT_BYTES (1u << 20) /* smaller ones are only compacted at opening */

struct WfJournal {
    char *path;
    int fd;
    gsize size, live; /* bytes now, and after the last compaction */
    guint n_damaged;
    bool unsynced;
    bool suspect; /* a sync failed: what it had not written counts as written to the next one, and
                     the file may not be the one that has the name after a crash */
    bool torn;    /* it ends in half a record */
    bool light;   /* outlives the process, not the machine: nothing is forced to disk */
    GHashTable *entries; /* name -> WfJournalEntry, owned */
};

static bool fail(const WfJournal *journal, const char *what, GError **error)
{
    g_set_error(error, WF_ERROR, errno == EWOULDBLOCK ? WF_ERROR_EXISTS : WF_ERROR_IO,
                "cannot %s the journal '%s': %s", what, journal->path, g_strerror(errno));
    return false;
}

static void clear_start(WfJournalEntry *e)
{
    g_clear_pointer(&e->want, g_free);
    g_clear_pointer(&e->action, g_free);
    e->rests = false;
}

static void entry_free(gpointer data)
{
    WfJournalEntry *e = data;
    clear_start(e);
    g_free(e->name);
    g_clear_pointer(&e->outcome, g_bytes_unref);
    json_decref(e->sealed);
    json_decref(e->earlier);
    g_free(e);
}

static void checksum(const char *text, gsize len, char out[SUM_CHARS + 1])
{
    g_autofree char *hex =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, len);
    memcpy(out, hex, SUM_CHARS);
    out[SUM_CHARS] = '\0';
}

/* ---- records ---- */

static GString *record(const char *kind, const char *component)
{
    GString *out = g_string_sized_new(256);
    wf_json_open(out, NULL, '{');
    wf_json_text(out, "e", kind);
    wf_json_text(out, "c", component);
    return out;
}

static GString *start_record(const WfJournalEntry *e)
{
    GString *out = record("start", e->name);
    wf_json_text(out, "want", e->want);
    wf_json_text(out, "action", e->action);
    wf_json_int(out, "attempt", e->attempt);
    wf_json_int(out, "base", e->base);
    wf_json_int(out, "at", e->started);
    return out;
}

static GString *rest_record(const WfJournalEntry *e)
{
    GString *out = record("rest", e->name);
    wf_json_int(out, "attempt", e->attempt);
    wf_json_value(out, "earlier", e->earlier);
    return out;
}

static GString *end_record(const WfJournalEntry *e)
{
    GString *out = record("end", e->name);
    wf_json_raw(out, "outcome", e->outcome);
    wf_json_value(out, "sealed", e->sealed);
    return out;
}

static WfJournalEntry *entry_of(WfJournal *journal, const char *name)
{
    WfJournalEntry *e = g_hash_table_lookup(journal->entries, name);
    if (!e) {
        e = g_new0(WfJournalEntry, 1);
        e->name = g_strdup(name);
        g_hash_table_insert(journal->entries, e->name, e);
    }
    return e;
}

static void set_start(WfJournalEntry *e, const char *want, const char *action, guint attempt,
                      guint base, gint64 at)
{
    if (e->want && strcmp(e->want, want))
        g_clear_pointer(&e->earlier, json_decref);
    clear_start(e);
    e->want = g_strdup(want);
    e->action = g_strdup(action);
    e->attempt = attempt;
    e->base = base;
    e->started = at;
}

static void set_rest(WfJournalEntry *e, guint attempt, json_t *earlier)
{
    e->rests = e->want != NULL;
    e->attempt = attempt;
    json_incref(earlier);
    json_decref(e->earlier);
    e->earlier = earlier;
}

static void set_end(WfJournalEntry *e, GBytes *outcome, json_t *sealed)
{
    clear_start(e);
    g_clear_pointer(&e->earlier, json_decref);
    g_bytes_ref(outcome);
    json_incref(sealed);
    g_clear_pointer(&e->outcome, g_bytes_unref);
    json_decref(e->sealed);
    e->outcome = outcome;
    e->sealed = sealed;
}

static void apply_end(WfJournalEntry *e, const json_t *outcome, json_t *sealed)
{
    GString *text = g_string_new(NULL);
    wf_json_value(text, NULL, outcome);
    g_string_truncate(text, text->len - 1);
    g_autoptr(GBytes) bytes = g_string_free_to_bytes(text);
    set_end(e, bytes, sealed);
}

static bool apply_start(WfJournalEntry *e, const json_t *record)
{
    const char *want = json_string_value(json_object_get(record, "want"));
    const char *action = json_string_value(json_object_get(record, "action"));
    if (!want || !action)
        return false;
    set_start(e, want, action, (guint)json_integer_value(json_object_get(record, "attempt")),
              (guint)json_integer_value(json_object_get(record, "base")),
              json_integer_value(json_object_get(record, "at")));
    return true;
}

static bool apply_rest(WfJournalEntry *e, const json_t *record)
{
    json_t *earlier = json_object_get(record, "earlier");
    if (earlier && !json_is_array(earlier))
        return false;
    set_rest(e, (guint)json_integer_value(json_object_get(record, "attempt")), earlier);
    return true;
}

static bool apply(WfJournal *journal, const json_t *record)
{
    const char *kind = json_string_value(json_object_get(record, "e"));
    const char *name = json_string_value(json_object_get(record, "c"));
    json_t *outcome = json_object_get(record, "outcome");
    json_t *sealed = json_object_get(record, "sealed");
    if (!kind || !name)
        return false;
    if (!strcmp(kind, "forget")) {
        g_hash_table_remove(journal->entries, name);
        return true;
    }
    WfJournalEntry *e = entry_of(journal, name);
    if (!strcmp(kind, "start"))
        return apply_start(e, record);
    if (!strcmp(kind, "rest"))
        return apply_rest(e, record);
    if (strcmp(kind, "end"))
        return true; /* of another version's: what is not known here means nothing here */
    if (!json_is_object(outcome) || (sealed && !json_is_object(sealed)))
        return false;
    apply_end(e, outcome, sealed);
    return true;
}

static bool read_line(WfJournal *journal, const char *line, gsize len)
{
    char sum[SUM_CHARS + 1];
    if (len < SUM_CHARS + 2 || line[SUM_CHARS] != ' ')
        return false;
    const char *text = line + SUM_CHARS + 1;
    gsize size = len - SUM_CHARS - 1;
    checksum(text, size, sum);
    if (memcmp(sum, line, SUM_CHARS))
        return false;
    json_t *record = wf_json_parse(text, size, MAX_BYTES, "record of the journal", NULL);
    bool ok = record && apply(journal, record);
    json_decref(record);
    return ok;
}

static void read_all(WfJournal *journal, const char *text, gsize len)
{
    while (len) {
        const char *end = memchr(text, '\n', len);
        gsize part = end ? (gsize)(end - text) : len;
        if (!end || !read_line(journal, text, part))
            journal->n_damaged++;
        gsize step = part + (end ? 1 : 0);
        text += step;
        len -= step;
    }
}

/* ---- writing ---- */

static void append_line(GString *out, GString *record)
{
    char sum[SUM_CHARS + 1];
    wf_json_close(record, '}');
    g_string_truncate(record, record->len - 1);
    checksum(record->str, record->len, sum);
    g_string_append_len(out, sum, SUM_CHARS);
    g_string_append_c(out, ' ');
    g_string_append_len(out, record->str, (gssize)record->len);
    g_string_append_c(out, '\n');
    g_string_free(record, TRUE);
}

static bool write_all(int fd, const char *data, gsize len)
{
    while (len) {
        gssize n = write(fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        data += n;
        len -= (gsize)n;
    }
    return true;
}

static bool sync_folder(const WfJournal *journal)
{
    g_autofree char *folder = g_path_get_dirname(journal->path);
    if (journal->light)
        return true;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && !fsync(fd);
    if (fd >= 0)
        close(fd);
    return ok;
}

/* The new file is locked before it takes the old one's name: there is never a moment in which
 * another process could lock what this one writes. */
static bool compact(WfJournal *journal, GError **error)
{
    g_autoptr(GString) all = g_string_new(NULL);
    GHashTableIter iter;
    WfJournalEntry *e;
    g_hash_table_iter_init(&iter, journal->entries);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&e)) {
        if (e->outcome)
            append_line(all, end_record(e));
        if (e->earlier && !e->rests)
            append_line(all, rest_record(e)); /* before what runs: else that would rest */
        if (e->want)
            append_line(all, start_record(e));
        if (e->rests)
            append_line(all, rest_record(e));
    }
    g_autofree char *draft = g_strconcat(journal->path, ".new", NULL);
    int fd = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(journal, "write", error);
    if (flock(fd, LOCK_EX | LOCK_NB) || !write_all(fd, all->str, all->len) ||
        (!journal->light && fsync(fd)) || rename(draft, journal->path)) {
        fail(journal, "write", error);
        close(fd);
        unlink(draft); /* on a full disk it would take the room that is missing */
        return false;
    }
    if (journal->fd >= 0)
        close(journal->fd);
    journal->fd = fd;
    journal->size = journal->live = all->len;
    journal->torn = false;
    /* It has the name now, whatever becomes of the folder: what follows has to go into it. */
    journal->unsynced = journal->suspect = !sync_folder(journal);
    return journal->suspect ? fail(journal, "sync the folder of", error) : true;
}

static bool append(WfJournal *journal, GString *record, GError **error)
{
    g_autoptr(GString) line = g_string_new(journal->torn ? "\n" : NULL);
    append_line(line, record);
    if (!write_all(journal->fd, line->str, line->len)) {
        /* A full disk may have left half a line: the next record must not be glued to it. */
        int saved = errno;
        journal->torn = ftruncate(journal->fd, (off_t)journal->size) || journal->torn;
        errno = saved;
        return fail(journal, "write", error);
    }
    journal->torn = false;
    journal->size += line->len;
    journal->unsynced = true;
    return true;
}

bool wf_journal_start(WfJournal *journal, const char *component, const char *want,
                      const char *action, guint attempt, guint base, gint64 at, GError **error)
{
    /* What could not be written down has not begun. */
    WfJournalEntry begun = {.name = (char *)component};
    set_start(&begun, want, action, attempt, base, at);
    bool ok = append(journal, start_record(&begun), error);
    if (ok)
        set_start(entry_of(journal, component), want, action, attempt, base, at);
    clear_start(&begun);
    return ok;
}

bool wf_journal_rest(WfJournal *journal, const char *component, const char *want, guint attempt,
                     json_t *earlier, GError **error)
{
    WfJournalEntry *e = g_hash_table_lookup(journal->entries, component);
    if (!e || g_strcmp0(e->want, want))
        return true; /* nothing was started, or for another one that a crash ended */
    set_rest(e, attempt, earlier);
    return append(journal, rest_record(e), error);
}

bool wf_journal_end(WfJournal *journal, const char *component, GBytes *outcome, json_t *sealed,
                    GError **error)
{
    WfJournalEntry *e = entry_of(journal, component);
    set_end(e, outcome, sealed);
    return append(journal, end_record(e), error);
}

bool wf_journal_forget(WfJournal *journal, const char *component, GError **error)
{
    if (!g_hash_table_lookup(journal->entries, component))
        return true;
    /* The name may be the entry's own. */
    GString *out = record("forget", component);
    g_hash_table_remove(journal->entries, component);
    return append(journal, out, error);
}

bool wf_journal_sync(WfJournal *journal, GError **error)
{
    if (!journal->unsynced)
        return true;
    if (journal->size > COMPACT_BYTES && journal->size > 4 * journal->live &&
        compact(journal, NULL))
        return true;
    if (journal->suspect)
        return compact(journal, error);
    if (!journal->light && fdatasync(journal->fd)) {
        journal->suspect = true;
        return fail(journal, "sync", error);
    }
    journal->unsynced = false;
    return true;
}

/* ---- opening ---- */

#define LOCK_TRIES 50
#define LOCK_PAUSE_US 4000

/* A process that is just being started still has every descriptor for an instant after the call
 * that started it has returned (the kernel lets the caller go before it closes them), so a lock
 * that was let go a moment ago may seem to be held. */
static int lock(int fd)
{
    int failed = flock(fd, LOCK_EX | LOCK_NB);
    for (int i = 0; failed && errno == EWOULDBLOCK && i < LOCK_TRIES; i++) {
        g_usleep(LOCK_PAUSE_US);
        failed = flock(fd, LOCK_EX | LOCK_NB);
    }
    return failed;
}

/* The one that holds the lock of the file that has the name owns the journal. */
static bool lock_old(WfJournal *journal, GError **error)
{
    for (;;) {
        struct stat mine, named;
        journal->fd = open(journal->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (journal->fd < 0 || lock(journal->fd))
            return fail(journal, "open", error);
        if (!fstat(journal->fd, &mine) && !stat(journal->path, &named) &&
            mine.st_ino == named.st_ino && mine.st_dev == named.st_dev)
            return true;
        close(journal->fd); /* renamed meanwhile: another process compacted it */
    }
}

/* A full disk: what is there can be read and published all the same. */
static bool go_on_with_old(WfJournal *journal, const char *text, gsize len)
{
    journal->size = journal->live = len;
    journal->torn = len && text[len - 1] != '\n';
    return !fcntl(journal->fd, F_SETFL, O_APPEND);
}

static WfJournal *open_journal(const char *path, bool light, GError **error)
{
    g_autoptr(WfJournal) journal = g_new0(WfJournal, 1);
    journal->path = g_strdup(path);
    journal->fd = -1;
    journal->light = light;
    journal->entries = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, entry_free);
    g_autofree char *text = NULL;
    gsize len = 0;
    struct stat st;
    if (!lock_old(journal, error))
        return NULL;
    if (!fstat(journal->fd, &st) && st.st_size > MAX_BYTES) {
        g_set_error(error, WF_ERROR, WF_ERROR_LIMIT, "journal '%s' is larger than %u bytes", path,
                    MAX_BYTES);
        return NULL;
    }
    if (!g_file_get_contents(path, &text, &len, error))
        return NULL;
    read_all(journal, text, len);
    g_autoptr(GError) full = NULL;
    if (!compact(journal, &full) && !journal->suspect && !go_on_with_old(journal, text, len)) {
        g_propagate_error(error, g_steal_pointer(&full));
        return NULL;
    }
    return g_steal_pointer(&journal);
}

WfJournal *wf_journal_open(const char *path, GError **error)
{
    return open_journal(path, false, error);
}

WfJournal *wf_journal_open_light(const char *path, GError **error)
{
    return open_journal(path, true, error);
}

void wf_journal_close(WfJournal *journal)
{
    if (!journal)
        return;
    if (journal->fd >= 0)
        close(journal->fd);
    g_hash_table_unref(journal->entries);
    g_free(journal->path);
    g_free(journal);
}

const WfJournalEntry *wf_journal_get(const WfJournal *journal, const char *component)
{
    return g_hash_table_lookup(journal->entries, component);
}

guint wf_journal_n_damaged(const WfJournal *journal)
{
    return journal->n_damaged;
}
