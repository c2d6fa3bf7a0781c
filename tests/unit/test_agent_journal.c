/* The journal: what was synced is there again, whatever the file suffered after it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <weft/agent.h>
#include <weft/error.h>

typedef struct {
    char *folder, *path;
} Fixture;

static int setup(void **state)
{
    Fixture *f = g_new0(Fixture, 1);
    f->folder = g_dir_make_tmp("weft-journal-XXXXXX", NULL);
    f->path = g_build_filename(f->folder, "journal", NULL);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    Fixture *f = *state;
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", f->folder);
    int status = system(command);
    g_free(f->folder);
    g_free(f->path);
    g_free(f);
    return status;
}

static WfJournal *open_journal(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    WfJournal *journal = wf_journal_open(f->path, &error);
    if (!journal)
        fail_msg("%s", error->message);
    return journal;
}

static void end(WfJournal *journal, const char *name, int value)
{
    g_autofree char *text = g_strdup_printf("{\"weft\":1,\"value\":%d}", value);
    g_autoptr(GBytes) outcome = g_bytes_new(text, strlen(text));
    assert_true(wf_journal_end(journal, name, outcome, NULL, NULL));
}

static int value_of(WfJournal *journal, const char *name)
{
    const WfJournalEntry *e = wf_journal_get(journal, name);
    if (!e || !e->outcome)
        return -1;
    gsize len;
    const char *text = g_bytes_get_data(e->outcome, &len);
    json_auto_t *outcome = json_loadb(text, len, 0, NULL);
    return (int)json_integer_value(json_object_get(outcome, "value"));
}

static void what_was_written_is_there_again(void **state)
{
    Fixture *f = *state;
    g_autoptr(WfJournal) journal = open_journal(f);
    assert_true(wf_journal_start(journal, "a", "W1", "CREATE", 1, 0, 123, NULL));
    end(journal, "b", 2);
    assert_true(wf_journal_start(journal, "b", "W2", "UPDATE", 2, 1, 124, NULL));
    end(journal, "gone", 3);
    assert_true(wf_journal_forget(journal, "gone", NULL));
    assert_true(wf_journal_sync(journal, NULL));
    wf_journal_close(g_steal_pointer(&journal));
    for (int i = 0; i < 2; i++) { /* the second time from the compacted file */
        g_autoptr(WfJournal) again = open_journal(f);
        const WfJournalEntry *a = wf_journal_get(again, "a"), *b = wf_journal_get(again, "b");
        assert_string_equal(a->want, "W1");
        assert_int_equal(a->started, 123);
        assert_null(a->outcome);
        assert_int_equal(value_of(again, "b"), 2);
        assert_string_equal(b->action, "UPDATE");
        assert_int_equal(b->attempt, 2);
        assert_int_equal(b->base, 1);
        assert_null(wf_journal_get(again, "gone"));
        assert_int_equal(wf_journal_n_damaged(again), 0);
    }
}

/* One that rests between two attempts, and one whose second attempt has begun. */
static void what_rests_is_there_again(void **state)
{
    Fixture *f = *state;
    g_autoptr(WfJournal) journal = open_journal(f);
    json_auto_t *earlier = json_pack("[[i, i]]", 5, 7);
    assert_true(wf_journal_rest(journal, "none", "W", 1, earlier, NULL)); /* it never began */
    for (const char *name = "ab"; *name; name++) {
        const char component[] = {*name, 0};
        assert_true(wf_journal_start(journal, component, "W", "CREATE", 1, 0, 123, NULL));
        assert_true(wf_journal_rest(journal, component, "W", 1, earlier, NULL));
        assert_true(wf_journal_rest(journal, component, "other", 0, NULL, NULL)); /* nor did that */
    }
    assert_true(wf_journal_start(journal, "b", "W", "CREATE", 2, 0, 124, NULL));
    wf_journal_close(g_steal_pointer(&journal));
    for (int i = 0; i < 2; i++) { /* the second time from the compacted file */
        g_autoptr(WfJournal) again = open_journal(f);
        const WfJournalEntry *a = wf_journal_get(again, "a"), *b = wf_journal_get(again, "b");
        assert_true(a->rests);
        assert_int_equal(a->attempt, 1);
        assert_string_equal(a->want, "W");
        assert_false(b->rests);
        assert_int_equal(b->attempt, 2);
        assert_true(json_equal(a->earlier, earlier) && json_equal(b->earlier, earlier));
        assert_null(wf_journal_get(again, "none"));
    }
    g_autoptr(WfJournal) last = open_journal(f);
    assert_true(wf_journal_start(last, "a", "other", "UPDATE", 1, 0, 125, NULL));
    end(last, "b", 1);
    assert_null(wf_journal_get(last, "a")->earlier);
    assert_null(wf_journal_get(last, "b")->earlier);
}

static void one_process_at_a_time(void **state)
{
    Fixture *f = *state;
    g_autoptr(WfJournal) journal = open_journal(f);
    g_autoptr(GError) error = NULL;
    assert_null(wf_journal_open(f->path, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_EXISTS));
}

/* What is not forced to disk is written, locked and compacted all the same. */
static void a_light_one_outlives_the_process(void **state)
{
    Fixture *f = *state;
    g_autoptr(WfJournal) journal = wf_journal_open_light(f->path, NULL);
    assert_non_null(journal);
    end(journal, "a", 1);
    assert_true(wf_journal_start(journal, "b", "W", "CREATE", 1, 0, 123, NULL));
    assert_true(wf_journal_sync(journal, NULL));
    assert_null(wf_journal_open_light(f->path, NULL));
    g_autofree char *text = NULL; /* as a killed process leaves it */
    assert_true(g_file_get_contents(f->path, &text, NULL, NULL));
    assert_non_null(strstr(text, "\"start\""));
    wf_journal_close(g_steal_pointer(&journal));
    g_autoptr(WfJournal) again = open_journal(f);
    assert_int_equal(value_of(again, "a"), 1);
    assert_string_equal(wf_journal_get(again, "b")->want, "W");
    assert_int_equal(wf_journal_n_damaged(again), 0);
}

/* Cut at every byte: all records before the cut are there, nothing else is. */
static void torn_at_every_byte(void **state)
{
    Fixture *f = *state;
    gsize ends[6] = {0};
    g_autofree char *whole = NULL;
    gsize len = 0;
    WfJournal *journal = open_journal(f);
    for (int i = 1; i <= 5; i++) {
        g_free(g_steal_pointer(&whole));
        end(journal, "c", i);
        assert_true(g_file_get_contents(f->path, &whole, &len, NULL));
        ends[i] = len;
    }
    wf_journal_close(journal);
    for (gsize cut = 0; cut <= len; cut++) {
        int expected = -1;
        for (int i = 1; i <= 5; i++)
            if (ends[i] <= cut)
                expected = i;
        assert_true(g_file_set_contents(f->path, whole, (gssize)cut, NULL));
        journal = open_journal(f);
        assert_int_equal(value_of(journal, "c"), expected);
        end(journal, "c", 99); /* and it can be gone on with */
        wf_journal_close(journal);
        journal = open_journal(f);
        assert_int_equal(value_of(journal, "c"), 99);
        assert_int_equal(wf_journal_n_damaged(journal), 0);
        wf_journal_close(journal);
    }
}

/* Any one byte damaged: only that record is lost. */
static void damaged_at_every_byte(void **state)
{
    Fixture *f = *state;
    WfJournal *journal = open_journal(f);
    end(journal, "a", 1);
    end(journal, "b", 2);
    end(journal, "c", 3);
    wf_journal_close(journal);
    g_autofree char *whole = NULL;
    gsize len;
    assert_true(g_file_get_contents(f->path, &whole, &len, NULL));
    for (gsize i = 0; i < len; i++) {
        g_autofree char *damaged = g_memdup2(whole, len);
        damaged[i] ^= 0x15;
        assert_true(g_file_set_contents(f->path, damaged, (gssize)len, NULL));
        journal = open_journal(f);
        int found = 0;
        for (int k = 0; k < 3; k++) {
            int value = value_of(journal, (const char *const[]){"a", "b", "c"}[k]);
            assert_true(value == k + 1 || value == -1);
            found += value != -1;
        }
        assert_in_range(found, 1, 2); /* a damaged line end takes two records with it */
        assert_true(wf_journal_n_damaged(journal) > 0);
        wf_journal_close(journal);
    }
}

/* Whole, but not what this program writes: it is damage, too; what it does not know at all is not.
 */
static void records_that_say_too_little_are_damage(void **state)
{
    static const char *const records[] = {
        "{\"e\":\"start\",\"c\":\"a\",\"action\":\"CREATE\"}",
        "{\"e\":\"start\",\"c\":\"a\",\"want\":\"W\"}",
        "{\"e\":\"start\",\"want\":\"W\",\"action\":\"CREATE\"}",
        "{\"c\":\"a\",\"want\":\"W\",\"action\":\"CREATE\"}",
        "{\"e\":\"end\",\"c\":\"a\"}",
        "{\"e\":\"end\",\"c\":\"a\",\"outcome\":[]}",
        "{\"e\":\"end\",\"c\":\"a\",\"outcome\":{},\"sealed\":[]}",
        "{\"e\":\"rest\",\"c\":\"a\",\"attempt\":1,\"earlier\":\"x\"}",
        "[]",
        "{\"e\":\"news of a later version\",\"c\":\"a\"}",
    };
    Fixture *f = *state;
    for (guint i = 0; i < G_N_ELEMENTS(records); i++) {
        g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, records[i], -1);
        g_autofree char *line = g_strdup_printf("%.16s %s\n", sum, records[i]);
        assert_true(g_file_set_contents(f->path, line, -1, NULL));
        g_autoptr(WfJournal) journal = open_journal(f);
        assert_int_equal(wf_journal_n_damaged(journal), i + 1 < G_N_ELEMENTS(records));
        const WfJournalEntry *e = wf_journal_get(journal, "a");
        assert_true(!e || (!e->want && !e->outcome));
    }
}

static void one_that_is_too_large_is_not_read(void **state)
{
    Fixture *f = *state;
    g_autoptr(GError) error = NULL;
    assert_true(g_file_set_contents(f->path, "", 0, NULL));
    assert_int_equal(truncate(f->path, (256 << 20) + 1), 0); /* a hole */
    assert_null(wf_journal_open(f->path, &error));
    assert_true(g_error_matches(error, WF_ERROR, WF_ERROR_LIMIT));
}

static void it_does_not_grow_for_ever(void **state)
{
    Fixture *f = *state;
    g_autoptr(WfJournal) journal = open_journal(f);
    g_autofree char *big = g_strnfill(50000, 'x');
    for (int i = 0; i < 200; i++) {
        g_autofree char *text = g_strdup_printf("{\"value\":%d,\"text\":\"%s\"}", i, big);
        g_autoptr(GBytes) outcome = g_bytes_new(text, strlen(text));
        assert_true(wf_journal_end(journal, "c", outcome, NULL, NULL));
        assert_true(wf_journal_sync(journal, NULL));
    }
    GStatBuf st;
    assert_int_equal(g_stat(f->path, &st), 0);
    assert_true(st.st_size < 2 << 20);
    assert_int_equal(value_of(journal, "c"), 199);
}

/* ---- full and failing disks ---- */

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* Whatever stands at its end: it is opened, read, and appended to when there is room again. */
static void it_opens_without_room_for_a_copy(void **state)
{
    Fixture *f = *state;
    static const char *const ends[] = {"", "half a rec", "a damaged record\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
        WfJournal *journal = open_journal(f);
        end(journal, "a", (int)i);
        wf_journal_close(journal);
        int fd = open(f->path, O_WRONLY | O_APPEND);
        assert_int_equal(write(fd, ends[i], strlen(ends[i])), strlen(ends[i]));
        close(fd);
        limit_files(10);
        journal = open_journal(f);
        limit_files(RLIM_INFINITY);
        assert_int_equal(value_of(journal, "a"), i);
        end(journal, "b", 10 + (int)i);
        assert_true(wf_journal_sync(journal, NULL));
        wf_journal_close(journal);
        journal = open_journal(f);
        assert_int_equal(value_of(journal, "a"), i);
        assert_int_equal(value_of(journal, "b"), 10 + i);
        assert_true(wf_journal_forget(journal, "b", NULL));
        wf_journal_close(journal);
    }
}

static guint n_failing; /* fdatasync() calls */

/* The library's, for what this program links. */
int fdatasync(int fd)
{
    if (!n_failing)
        return (int)syscall(SYS_fdatasync, fd);
    n_failing--;
    errno = EIO;
    return -1;
}

static guint n_failing_folders; /* fsync() calls */

/* Of a folder; files are always fine. */
int fsync(int fd)
{
    struct stat st;
    if (!n_failing_folders || fstat(fd, &st) || !S_ISDIR(st.st_mode))
        return (int)syscall(SYS_fsync, fd);
    n_failing_folders--;
    errno = EIO;
    return -1;
}

/* What is written after the copy took the name goes into the copy, whether or not its folder could
 * be synced; and until that could, nothing counts as safe. */
static void a_copy_that_has_the_name_is_the_journal(void **state)
{
    Fixture *f = *state;
    WfJournal *journal = open_journal(f);
    end(journal, "a", 1);
    wf_journal_close(journal);
    n_failing_folders = 2;
    journal = open_journal(f);
    end(journal, "b", 2);
    assert_false(wf_journal_sync(journal, NULL));
    end(journal, "c", 3);
    assert_true(wf_journal_sync(journal, NULL));
    wf_journal_close(journal);
    journal = open_journal(f);
    assert_int_equal(value_of(journal, "a"), 1);
    assert_int_equal(value_of(journal, "b"), 2);
    assert_int_equal(value_of(journal, "c"), 3);
    wf_journal_close(journal);
}

/* The kernel forgets what it could not write, and the next sync succeeds without it. */
static void a_failed_sync_is_not_believed(void **state)
{
    Fixture *f = *state;
    g_autoptr(WfJournal) journal = open_journal(f);
    GStatBuf before, after;
    end(journal, "a", 1);
    n_failing = 1;
    assert_false(wf_journal_sync(journal, NULL));
    assert_int_equal(g_stat(f->path, &before), 0);
    assert_true(wf_journal_sync(journal, NULL));
    assert_int_equal(g_stat(f->path, &after), 0);
    assert_true(before.st_ino != after.st_ino); /* it is written anew */
    end(journal, "b", 2);
    assert_true(wf_journal_sync(journal, NULL));
    wf_journal_close(g_steal_pointer(&journal));
    journal = open_journal(f);
    assert_int_equal(value_of(journal, "a"), 1);
    assert_int_equal(value_of(journal, "b"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(what_was_written_is_there_again),
        TEST(what_rests_is_there_again),
        TEST(one_process_at_a_time),
        TEST(a_light_one_outlives_the_process),
        TEST(torn_at_every_byte),
        TEST(damaged_at_every_byte),
        TEST(records_that_say_too_little_are_damage),
        TEST(one_that_is_too_large_is_not_read),
        TEST(it_does_not_grow_for_ever),
        TEST(it_opens_without_room_for_a_copy),
        TEST(a_copy_that_has_the_name_is_the_journal),
        TEST(a_failed_sync_is_not_believed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
