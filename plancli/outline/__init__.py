"""The outline: markers, the decoder, the tree."""
