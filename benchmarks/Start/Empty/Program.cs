// What any .NET program takes.

using ShapeGen.Benchmarks.Start;

return Ending.End(answered: true);
