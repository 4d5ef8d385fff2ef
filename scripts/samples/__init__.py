"""From the Markdown sources of the sample documents to their PDFs."""
