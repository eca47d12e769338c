using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding.Uploads;

/// <summary>
/// Reads the parts of a form. Disposing of it deletes the file that was read; a complete <see cref="Upload"/> owns it instead.
/// </summary>
internal sealed class FormParts(MultipartReader parts, IAudioSpool spool) : IDisposable
{
    /// <summary>The most text of a form: names and values in bytes.</summary>
    private const int MaximumText = 64 * 1024;

    // The part of the audio, also without a file name: in OpenAI's API, and in whisper-asr-webservice.
    private static readonly string[] FileNames = ["file", "audio_file"];

    private readonly List<UploadField> _fields = [];
    private readonly byte[] _value = new byte[MaximumText + 1];
    private ISpooledAudio? _file;
    private int _text;

    public async Task<Upload> ReadAsync(CancellationToken cancellationToken)
    {
        while (await parts.ReadNextSectionAsync(cancellationToken) is { } part)
        {
            var disposition = ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var parsed) ? parsed.Parameters : [];
            var name = Find(disposition, "name")?.GetUnescapedValue().Value;
            if (string.IsNullOrEmpty(name))
                throw UploadReader.Invalid("A part of the form has no name");
            if (Find(disposition, "filename") is not null || Find(disposition, "filename*") is not null || FileNames.Contains(name))
                await ReadFileAsync(name, part.Body, cancellationToken);
            else
                await ReadFieldAsync(name, part.Body, cancellationToken);
        }
        return new Upload(_file, _fields);
    }

    public void Dispose() => _file?.Dispose();

    private async Task ReadFileAsync(string name, Stream body, CancellationToken cancellationToken)
    {
        if (_file is not null)
            throw RpcErrors.InvalidField(name, "The request has more than one file");
        _file = await spool.CopyAsync(body, cancellationToken);
    }

    private async Task ReadFieldAsync(string name, Stream body, CancellationToken cancellationToken)
    {
        _text += Encoding.UTF8.GetByteCount(name);
        if (_fields.Count == FieldLimits.MaximumCount)
            throw UploadReader.Invalid($"The request may have at most {FieldLimits.MaximumCount} fields");
        if (_text > MaximumText)
            throw TooLong(name);
        var value = _value.AsMemory(0, MaximumText - _text + 1);
        var length = await body.ReadAtLeastAsync(value, value.Length, throwOnEndOfStream: false, cancellationToken);
        _text += length;
        if (_text > MaximumText)
            throw TooLong(name);
        _fields.Add(new UploadField(name, Encoding.UTF8.GetString(value.Span[..length])));
    }

    // The properties of the header itself decode their values, and throw for some (dotnet/aspnetcore, "filename*" without a value).
    private static NameValueHeaderValue? Find(IList<NameValueHeaderValue> parameters, string name) =>
        parameters.FirstOrDefault(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static Grpc.Core.RpcException TooLong(string name) =>
        RpcErrors.InvalidField(LimitText.Echo(name), $"The fields of the request may have at most {MaximumText} bytes of text");
}
