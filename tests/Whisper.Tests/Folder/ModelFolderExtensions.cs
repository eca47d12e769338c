using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Tests.Folder;

internal static class ModelFolderExtensions
{
    public static WhisperFolder Read(this ModelFolder folder) => WhisperFolderReader.Read(folder.Path);
}
