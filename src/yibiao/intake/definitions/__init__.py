"""Forms that machines define – JSON Schema, OpenAPI, FHIR, XLSForm, SQL, lists of fields – → forms as printed."""
