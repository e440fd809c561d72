// Hears the words yes, no, up, down, left, right, on, off, stop and go, in a WAV file or while they are spoken:
//
//     dotnet run -c Release --project samples/KeywordSpotting -- file.wav
//     arecord -f S16_LE -r 16000 -c 1 | dotnet run -c Release --project samples/KeywordSpotting

using System.CommandLine;
using System.Globalization;
using System.Text;
using KeywordSpotting;
using ShapeGen;
using Spectre.Console;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

Argument<string?> soundArgument = new("file")
{
    Description = "A WAV file. Without it, the program reads standard input: a WAV file in a pipe, or raw PCM (16 bits, 16,000 samples per second, one channel).",
    Arity = ArgumentArity.ZeroOrOne,
};
Option<string?> modelOption = new("--model") { Description = "The checkpoint of KWT-1, kwt1.safetensors. Default: ../shared/models/kwt1, next to the repository." };
Option<string?> frontEndOption = new("--frontend") { Description = "The front end's matrices. Default: kwt1_frontend.safetensors in the checkpoint's folder." };
Option<string?> labelsOption = new("--labels") { Description = "The names of the labels. Default: labels.txt in the checkpoint's folder." };
RootCommand command = new("Hears keywords with KWT-1, a trained Transformer, declared as one class.") { soundArgument, modelOption, frontEndOption, labelsOption };
command.SetAction(arguments =>
{
    try
    {
        ModelFiles files = ModelFiles.Find(arguments.GetValue(modelOption), arguments.GetValue(frontEndOption), arguments.GetValue(labelsOption));
        Run(files, arguments.GetValue(soundArgument));
        return 0;
    }
    catch (Exception exception) when (exception is InputException or CheckpointException)
    {
        Console.Error.WriteLine(exception.Message);
        return 1;
    }
});
return command.Parse(args).Invoke();

static void Run(ModelFiles files, string? path)
{
    if (path is null && !Console.IsInputRedirected)
    {
        throw new InputException("Pass a WAV file, or pipe sound in: arecord -f S16_LE -r 16000 -c 1 | dotnet run -c Release --project samples/KeywordSpotting");
    }

    using SoundSource sound = path is null ? SoundSource.OpenPipe(Console.OpenStandardInput()) : SoundSource.OpenFile(path);
    Listener listener = new(Recognizer.Load(files), files.ReadLabels(Kwt1.OutputWidth));
    bool live = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;
    IDisplay display = live ? new BarDisplay(AnsiConsole.Console, pace: path is not null) : new LineDisplay(Console.Out);

    // Ctrl-C ends the sound, and the program lists the words. Pressed again, it ends the program.
    using CancellationTokenSource stop = new();
    Console.CancelKeyPress += (_, key) =>
    {
        key.Cancel = !stop.IsCancellationRequested;
        stop.Cancel();
    };

    Console.WriteLine(sound.Description);
    Hearing? last = null;
    display.Show(listener.Listen(sound, stop.Token).Select(hearing => last = hearing));
    Console.WriteLine(last is not { Words.Count: > 0 } ? "Heard no word." : $"Heard {string.Join(", ", last.Words.Select(word => $"{word.Label} at {word.Time.TotalSeconds:F1} s"))}.");
}
