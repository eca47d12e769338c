using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>Endpoint metadata that selects the form of error bodies. The last one of an endpoint counts.</summary>
public interface IErrorForm
{
    /// <summary>Creates the body. It may also change the status and add headers; the general headers are already set.</summary>
    JsonObject Write(CallFailure failure, HttpResponse response);
}
