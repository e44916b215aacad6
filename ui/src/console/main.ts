/** Entry of the console page. */
import { mount } from "svelte";
import Console from "./Console.svelte";
import "../styles/main.scss";

const target = document.getElementById("app");
if (target) mount(Console, { target });
