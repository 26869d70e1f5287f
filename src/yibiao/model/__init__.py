"""The nouns of the glossary, as frozen values. They know nothing of files, databases or HTTP."""
