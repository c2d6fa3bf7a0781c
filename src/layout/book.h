/* What is known about sheets, and how questions travel between weft and its child.
 *
 * A record is a question's key and its answer; the book keeps them, and a child
 * writes those it found to its pipe. */
#pragma once

#include "sheet.h"

typedef struct WfBook WfBook;

WfBook *wf_book_new(void);
void wf_book_free(WfBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfBook, wf_book_free)

/* Answers from memory. */
bool wf_book_answer(const WfBook *book, WfSheet *sheet, WfSheetAsk ask);
void wf_book_keep(WfBook *book, const WfSheet *sheet, WfSheetAsk ask);
/* Forgets everything if it has grown too large; between layouts only. */
void wf_book_trim(WfBook *book);

/* The record of an answered sheet, and reading any number of them. wf_book_read() returns false
 * if the bytes are damaged or end in the middle of a record; whole records before that are kept. */
GBytes *wf_book_record(const WfSheet *sheet, WfSheetAsk ask);
bool wf_book_read(WfBook *book, const guint8 *bytes, gsize len);
