"""Pages to look at: a document with its findings, an index over a collection, the web of citations.

Every page is one file that fetches nothing: style and script are inside and named by their digests in the page's
Content-Security-Policy, so that nothing else can run, whatever a document holds.
"""
