/* See book.h. A record that does not add up ends what is read of a pipe. */
#include "book.h"

#include <string.h>

#define MAGIC 0x57465348u
#define MOST_BYTES (64u << 20)

struct WfBook {
    GHashTable *answers; /* GBytes -> GBytes */
    gsize bytes;
};

typedef struct {
    guint32 magic, key, answer, sum;
} Head;

WfBook *wf_book_new(void)
{
    WfBook *book = g_new0(WfBook, 1);
    book->answers = g_hash_table_new_full(
        g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, (GDestroyNotify)g_bytes_unref);
    return book;
}

void wf_book_free(WfBook *book)
{
    if (!book)
        return;
    g_hash_table_unref(book->answers);
    g_free(book);
}

void wf_book_trim(WfBook *book)
{
    if (book->bytes <= MOST_BYTES)
        return;
    g_hash_table_remove_all(book->answers);
    book->bytes = 0;
}

static gint32 *answer_of(const WfSheet *sheet, WfSheetAsk ask)
{
    return ask == WF_ASK_RANKS ? sheet->rank : sheet->centre;
}

bool wf_book_answer(const WfBook *book, WfSheet *sheet, WfSheetAsk ask)
{
    g_autoptr(GBytes) key = wf_sheet_key(sheet, ask);
    GBytes *answer = g_hash_table_lookup(book->answers, key);
    if (!answer || g_bytes_get_size(answer) != sheet->n * sizeof(gint32))
        return false;
    if (sheet->n)
        memcpy(answer_of(sheet, ask), g_bytes_get_data(answer, NULL), sheet->n * sizeof(gint32));
    return wf_sheet_valid(sheet, ask);
}

static void keep(WfBook *book, GBytes *key, GBytes *answer)
{
    book->bytes += g_bytes_get_size(key) + g_bytes_get_size(answer);
    g_hash_table_replace(book->answers, key, answer);
}

void wf_book_keep(WfBook *book, const WfSheet *sheet, WfSheetAsk ask)
{
    keep(book, wf_sheet_key(sheet, ask),
         g_bytes_new(answer_of(sheet, ask), sheet->n * sizeof(gint32)));
}

static guint32 checksum(const guint8 *bytes, gsize len)
{
    guint32 sum = 2166136261u; /* FNV-1a */
    for (gsize i = 0; i < len; i++)
        sum = (sum ^ bytes[i]) * 16777619u;
    return sum;
}

GBytes *wf_book_record(const WfSheet *sheet, WfSheetAsk ask)
{
    g_autoptr(GBytes) key = wf_sheet_key(sheet, ask);
    gsize n_key, n_answer = sheet->n * sizeof(gint32);
    const guint8 *key_data = g_bytes_get_data(key, &n_key);
    GByteArray *record = g_byte_array_sized_new((guint)(sizeof(Head) + n_key + n_answer));
    Head head = {MAGIC, (guint32)n_key, (guint32)n_answer, 0};
    g_byte_array_append(record, (const guint8 *)&head, sizeof head);
    g_byte_array_append(record, key_data, (guint)n_key);
    if (n_answer)
        g_byte_array_append(record, (const guint8 *)answer_of(sheet, ask), (guint)n_answer);
    guint32 sum = checksum(record->data + sizeof head, record->len - sizeof head);
    memcpy(record->data + G_STRUCT_OFFSET(Head, sum), &sum, sizeof sum);
    return g_byte_array_free_to_bytes(record);
}

bool wf_book_read(WfBook *book, const guint8 *bytes, gsize len)
{
    while (len > 0) {
        Head head;
        if (len < sizeof head)
            return false;
        memcpy(&head, bytes, sizeof head);
        gsize body = (gsize)head.key + head.answer;
        if (head.magic != MAGIC || body > len - sizeof head ||
            head.sum != checksum(bytes + sizeof head, body))
            return false;
        keep(book, g_bytes_new(bytes + sizeof head, head.key),
             g_bytes_new(bytes + sizeof head + head.key, head.answer));
        bytes += sizeof head + body;
        len -= sizeof head + body;
    }
    return true;
}
