"""The contract as a document (`/v1/openapi.json`) and as pages to read (`/docs`), from memory, without internet."""
