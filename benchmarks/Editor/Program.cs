// Measures the generator and the analyzers in the SDK's compiler: a keystroke, the analyzers after it, a compilation, the first run, memory, sizes. Writes JSON.

using System.Text.Json;
using ShapeGen.Comparison.Editor;

if (args is not [string compiler, string what, string count])
{
    Console.Error.WriteLine("Needs the compiler's folder, what to measure (keystroke, analyzers, compile, cold, memory, sizes), and a count: of rounds, or of models.");
    return 1;
}

SdkCompiler.Use(compiler);
Console.WriteLine(JsonSerializer.Serialize(Measurements.Take(what, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture))));
return 0;
